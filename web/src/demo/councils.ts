/** The demo region's assembly and board: a session to come of each, and one of the assembly that can be opened now. */
import { councilBody, councilPublication, councilSession, findActor, meeting, organisation, person, withActor, type Database, type PersonActor, type Tx } from '@sal/db';
import { and, eq, inArray } from 'drizzle-orm';
import { addDays, dayOf, startOfDay } from '#lib/day.ts';
import { addItem, type ItemInput } from '../routes/(portal)/council/agenda/store.server.ts';
import { addFaction, factionsOf, foundBody, giveSeat } from '../routes/(portal)/council/bodies/store.server.ts';
import { callSession, nextNumber, publishSession } from '../routes/(portal)/council/sessions/store.server.ts';
import { assemblyAgenda, boardAgenda } from './agendas.ts';

const TERM_FROM = '2024-10-01';
const DAY_MS = 86_400_000;
const NINE_MS = 9 * 3_600_000;
const SLOT_MS = 5 * 60_000;
const ASSEMBLY = 'Zastupitelstvo kraje';
const BOARD = 'Rada kraje';
/** Who keeps both bodies and calls their sessions, by the reference in the people's file. */
const OFFICE = 'os-2';
/** In the order of precedence: the chair of both bodies, then deputies. */
const CHAIRS = ['os-3', 'os-4', 'os-5'];
const factions = [
	{ name: 'Společně pro kraj', short: 'SPK', hue: 210 },
	{ name: 'Nezávislí starostové', short: 'NES', hue: 130 },
	{ name: 'Zelený region', short: 'ZR', hue: 90 },
	{ name: 'Hnutí za průmysl a práci', short: 'HPP', hue: 20 }
];

interface Desk {
	tx: Tx;
	actor: PersonActor;
	now: Date;
}

/** Founds the bodies once; at every later start there is again a session that can be opened. */
export async function putCouncils(db: Database, now: Date): Promise<void> {
	const [house] = await db.select({ id: organisation.id }).from(organisation).where(eq(organisation.externalId, 'org-1'));
	const [clerk] = await db.select({ id: person.id }).from(person).where(eq(person.externalId, OFFICE));
	const found = clerk && (await findActor(db, { person: clerk.id }));
	// Somebody has taken the demo apart: there is nowhere to put councils.
	if (!house || !found) return;
	const { actor } = found;
	await withActor(db, actor, async (tx) => {
		const desk = { tx, actor, now };
		const assembly = await body(desk, { house: house.id, name: ASSEMBLY, kind: 'regional-assembly', members: await assemblyMembers(tx) });
		const board = await body(desk, { house: house.id, name: BOARD, kind: 'regional-council', members: [...CHAIRS, 'os-6', 'os-7', 'os-101', 'os-102', 'os-136', 'os-137'] });
		await ensureOpenable(desk, assembly);
		await ensureComing(desk, { body: assembly, days: 16, agenda: assemblyAgenda });
		await ensureComing(desk, { body: board, days: 7, agenda: boardAgenda });
	});
}

/** Whoever the people's file calls a member of the assembly, those with an office first. */
async function assemblyMembers(tx: Tx): Promise<string[]> {
	const others = Array.from({ length: 60 }, (_, index) => `os-${101 + index}`);
	const known = await tx.select({ reference: person.externalId }).from(person).where(inArray(person.externalId, others));
	return [...CHAIRS, 'os-6', 'os-7', ...known.flatMap(({ reference }) => reference ?? []).sort()];
}

interface Founding {
	house: string;
	name: string;
	kind: 'regional-assembly' | 'regional-council';
	/** References in the people's file, in the order of precedence. */
	members: string[];
}

async function body({ tx, actor, now }: Desk, { house, name, kind, members }: Founding): Promise<string> {
	const [founded] = await tx.select({ id: councilBody.id }).from(councilBody).where(and(eq(councilBody.organisationId, house), eq(councilBody.name, name)));
	if (founded) return founded.id;
	const id = await foundBody(tx, actor, { organisation: house, name, kind, seats: members.length, publicSessions: kind === 'regional-assembly', now });
	for (const faction of factions) await addFaction(tx, actor, { body: id, ...faction, now });
	const clubs = await factionsOf(tx, id);
	const people = new Map((await tx.select({ id: person.id, reference: person.externalId }).from(person).where(inArray(person.externalId, members))).map((row) => [row.reference, row.id]));
	for (const [index, reference] of members.entries()) {
		const who = people.get(reference);
		if (!who) continue;
		const office = index === 0 ? 'chair' : CHAIRS.includes(reference) ? 'deputy' : 'member';
		// The last few belong to no club.
		const faction = index < members.length - 3 ? (clubs[index % clubs.length]?.id ?? null) : null;
		await giveSeat(tx, actor, { body: id, person: who, office, faction, validFrom: TERM_FROM, validUntil: null, now });
	}
	return id;
}

const sessionsOf = (tx: Tx, of: string) => tx.select().from(councilSession).where(and(eq(councilSession.bodyId, of), inArray(councilSession.state, ['published', 'running', 'suspended'])));

async function ensureOpenable(desk: Desk, of: string): Promise<void> {
	const { tx, actor, now } = desk;
	const at = new Date(Math.floor(now.getTime() / SLOT_MS) * SLOT_MS);
	const due = (await sessionsOf(tx, of)).filter(({ startsAt }) => startsAt.getTime() < now.getTime() + DAY_MS);
	if (due.some(({ state }) => state !== 'published')) return;
	const [waiting] = due;
	if (!waiting) return call(desk, { body: of, at, agenda: assemblyAgenda });
	if (waiting.startsAt.getTime() + waiting.plannedMinutes * 60_000 > now.getTime()) return;
	// Nobody opened it in its time: it was put off, and hangs on the board anew.
	await tx.update(councilSession).set({ startsAt: at }).where(eq(councilSession.id, waiting.id));
	await tx.update(meeting).set({ startsAt: at }).where(eq(meeting.id, waiting.meetingId));
	await publishSession(tx, actor, { session: waiting.id, sender: null, now });
}

async function ensureComing(desk: Desk, { body: of, days, agenda }: { body: string; days: number; agenda: ItemInput[] }): Promise<void> {
	const { tx, now } = desk;
	if ((await sessionsOf(tx, of)).some(({ startsAt }) => startsAt.getTime() >= now.getTime() + DAY_MS)) return;
	await call(desk, { body: of, at: new Date(startOfDay(addDays(dayOf(now), days)).getTime() + NINE_MS), agenda });
}

async function call({ tx, actor, now }: Desk, { body: of, at, agenda }: { body: string; at: Date; agenda: ItemInput[] }): Promise<void> {
	const number = await nextNumber(tx, of);
	const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Prague', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
	const called = await callSession(tx, actor, { body: of, number, title: `${number}. zasedání`, place: 'Velký sál krajského úřadu, 28. října 117, Ostrava', day: dayOf(at), time, minutes: 300, remote: true, crisis: false, substituteFor: null, now });
	if (!called.ok) throw new Error(`the demo's session was refused: ${JSON.stringify(called.errors)}`);
	for (const input of agenda) await addItem(tx, actor, { session: called.value, input, now });
	await publishSession(tx, actor, { session: called.value, sender: null, now });
	// As if it had hung on the board for the whole term.
	const hungAt = new Date(Math.min(now.getTime(), at.getTime() - 12 * DAY_MS));
	await tx.update(councilSession).set({ publishedAt: hungAt }).where(eq(councilSession.id, called.value));
	await tx.update(councilPublication).set({ at: hungAt, kept: true }).where(eq(councilPublication.sessionId, called.value));
}
