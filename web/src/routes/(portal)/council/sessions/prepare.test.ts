/** From a body without members to a published session. */
import { createHash } from 'node:crypto';
import { councilItem, councilSession, meeting, meetingPerson, type PersonActor, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '#lib/day.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { addItem, agendaOf, editItem, moveItem, withdrawItem, type ItemInput } from '../agenda/store.server.ts';
import { addFaction, addProcedure, endSeat, factionsOf, foundBody, giveSeat, procedureOn, seatsOf, type Seat } from '../bodies/store.server.ts';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { defaultProcedure } from '../procedure.ts';
import { approveAgenda, openItem, openSession } from '../running/store.server.ts';
import { callSession, canonical, listSessions, nextNumber, publicationsOf, publishSession, readSession, termOf, type Calling } from './store.server.ts';

let council: Council;
beforeAll(async () => { council = await createCouncil(); });
afterAll(() => council.close());

const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
const refusedWith = (code: string) => expect.objectContaining({ message: code });
const today = dayOf(new Date());
const found = (standing: CouncilStanding = 'office') => by(standing, (tx, actor) => foundBody(tx, actor, { organisation: council.region, name: 'Výbor pro dopravu', kind: 'committee', seats: 3, publicSessions: false, now: new Date() }));
const seat = (body: string, person: string, change: Partial<Seat> = {}): Seat => ({ body, person, office: 'member', faction: null, validFrom: today, validUntil: null, now: new Date(), ...change });
const calling = (change: Partial<Calling> = {}): Calling => ({ body: council.body, number: 8, title: '8. zasedání', place: 'Sál', day: addDays(today, 20), time: '09:00', minutes: 240, remote: true, crisis: false, substituteFor: null, now: new Date(), ...change });
const call = async (change: Partial<Calling> = {}, standing: CouncilStanding = 'office') => {
	const called = await by(standing, (tx, actor) => callSession(tx, actor, calling(change)));
	if (!called.ok) throw new Error(JSON.stringify(called.errors));
	return called.value;
};
const item = (title: string, change: Partial<ItemInput> = {}): ItemInput => ({ kind: 'business', title, rapporteurName: '', plannedMinutes: 10, proposal: `Schvaluje ${title}.`, closed: false, ...change });

describe('a body', () => {
	it('is founded by the office, with rules that the law allows, and by nobody else', async () => {
		const body = await found();
		expect((await by('stranger', (tx) => procedureOn(tx, { body, day: today }))).settings).toEqual(defaultProcedure('committee'));
		for (const standing of ['chair', 'first', 'auditor', 'admin', 'stranger'] as const) await expect(found(standing)).rejects.toEqual(refusedWith('forbidden'));
	});

	it('has as many seats as it has, one chair, and nobody twice; a term that is over makes room', async () => {
		const body = await found();
		const people = await Promise.all(Array.from({ length: 4 }, () => putPerson(council.owner, { organisation: council.region, role: 'staff' })));
		const give = (index: number, change: Partial<Seat> = {}) => by('office', (tx, actor) => giveSeat(tx, actor, seat(body, people[index]?.person ?? '', change)));
		await give(0, { office: 'chair' });
		await expect(give(0)).rejects.toEqual(refusedWith('council-has-seat'));
		await expect(give(1, { office: 'chair' })).rejects.toEqual(refusedWith('council-chair-taken'));
		await Promise.all([give(1, { office: 'deputy' }), give(2)]);
		await expect(give(3)).rejects.toEqual(refusedWith('council-seats-full'));
		const [first] = (await by('first', (tx) => seatsOf(tx, body))).filter(({ person }) => person === people[2]?.person);
		await expect(by('office', (tx, actor) => endSeat(tx, actor, { body, seat: first?.id ?? '', until: today, now: new Date() }))).rejects.toEqual(refusedWith('council-term-backwards'));
		await by('office', (tx, actor) => endSeat(tx, actor, { body, seat: first?.id ?? '', until: addDays(today, 1), now: new Date() }));
		await expect(give(3)).rejects.toEqual(refusedWith('council-seats-full'));
		await give(3, { validFrom: addDays(today, 1) });
	});

	it('keeps every version of its rules, and none below the law', async () => {
		const { body } = council;
		const settings = { ...defaultProcedure('regional-assembly'), publicationDays: 14 };
		const add = (change: Partial<typeof settings>, validFrom: string) => by('office', (tx, actor) => addProcedure(tx, actor, { body, settings: { ...settings, ...change }, validFrom, note: 'Usnesení 7/12', now: new Date() }));
		await expect(add({ publicationDays: 9 }, today)).rejects.toEqual(refusedWith('council-below-the-law'));
		await add({}, addDays(today, 30));
		const on = async (day: string) => (await by('first', (tx) => procedureOn(tx, { body, day }))).settings.publicationDays;
		expect([await on(today), await on(addDays(today, 30))]).toEqual([10, 14]);
	});

	it('has factions of different names', async () => {
		const body = await found();
		const add = () => by('office', (tx, actor) => addFaction(tx, actor, { body, name: 'Klub nezávislých', short: 'NEZ', hue: 120, now: new Date() }));
		await add();
		await expect(add()).rejects.toEqual(refusedWith('council-faction-taken'));
		expect(await by('first', (tx) => factionsOf(tx, body))).toHaveLength(1);
	});
});

describe('a session', () => {
	it('is a draft that members do not know of, until it is published', async () => {
		const id = await call();
		await by('office', (tx, actor) => addItem(tx, actor, { session: id, input: item('Rozpočet'), now: new Date() }));
		await expect(by('first', (tx, actor) => readSession(tx, { actor, id, now: new Date() }))).rejects.toEqual(refusedWith('not-found'));
		const { session } = await by('chair', (tx, actor) => readSession(tx, { actor, id, now: new Date() }));
		const rooms = () => by('first', (tx) => tx.select({ id: meeting.id }).from(meeting).where(eq(meeting.id, session.meetingId)));
		expect(await rooms()).toEqual([]);
		expect(await by('chair', (tx, actor) => publishSession(tx, actor, { session: id, sender: null, now: new Date() }))).toEqual({ first: true, kept: true });
		expect(await rooms()).toHaveLength(1);
		const members = await by('office', (tx) => tx.select({ person: meetingPerson.personId, role: meetingPerson.role }).from(meetingPerson).where(eq(meetingPerson.meetingId, session.meetingId)));
		expect(members).toContainEqual({ person: council.people.first.person, role: 'invited' });
		expect(members).toContainEqual({ person: council.people.chair.person, role: 'host' });
		const everybody = await council.as({ kind: 'public' }, (tx) => tx.select({ state: councilSession.state }).from(councilSession).where(eq(councilSession.id, id)));
		expect(everybody).toEqual([{ state: 'published' }]);
		expect((await council.as({ kind: 'public' }, (tx) => listSessions(tx, { body: council.body, now: new Date() }))).coming.map((each) => each.session.id)).toContain(id);
	});

	it('is called by the office only, not from elsewhere where the rules forbid it, and gets the next number', async () => {
		for (const standing of ['chair', 'first', 'auditor', 'stranger'] as const) await expect(call({}, standing)).rejects.toEqual(refusedWith('forbidden'));
		expect(await by('office', (tx) => nextNumber(tx, council.body))).toBeGreaterThan(7);
		const strict = await createCouncil({ procedure: { remote: false } });
		try {
			await expect(strict.as(strict.people.office, (tx) => callSession(tx, strict.people.office, calling({ body: strict.body })))).rejects.toEqual(refusedWith('council-not-remote'));
		} finally {
			await strict.close();
		}
	});

	it('says whether its term is kept, and what hung on the board is kept with its hash', async () => {
		const id = await call({ day: addDays(today, 9) });
		await expect(by('office', (tx, actor) => publishSession(tx, actor, { session: id, sender: null, now: new Date() }))).rejects.toEqual(refusedWith('council-no-items'));
		await by('office', (tx, actor) => addItem(tx, actor, { session: id, input: item('Prodej', { closed: true, proposal: 'Tajný text' }), now: new Date() }));
		expect(await by('office', (tx, actor) => publishSession(tx, actor, { session: id, sender: null, now: new Date() }))).toEqual({ first: true, kept: false });
		await by('office', (tx, actor) => addItem(tx, actor, { session: id, input: item('Pozdní'), now: new Date() }));
		expect(await by('office', (tx, actor) => publishSession(tx, actor, { session: id, sender: null, now: new Date() }))).toEqual({ first: false, kept: null });
		const [first, second] = await council.as({ kind: 'public' }, (tx) => publicationsOf(tx, id));
		expect(JSON.stringify(first?.agenda)).not.toContain('Tajný');
		expect(createHash('sha256').update(canonical(second?.agenda)).digest('hex')).toBe(second?.sha256);
		expect((second?.agenda as { items: { late: boolean }[] }).items.map(({ late }) => late)).toEqual([false, true]);
		const { session } = await by('office', (tx, actor) => readSession(tx, { actor, id, now: new Date() }));
		expect(await by('office', (tx) => termOf(tx, session, new Date()))).toMatchObject({ days: 10, left: 9, kept: false, publishedOn: today });
	});

	it('in a state of crisis has the shorter term', async () => {
		const id = await call({ day: addDays(today, 2), crisis: true });
		await by('office', (tx, actor) => addItem(tx, actor, { session: id, input: item('Povodeň'), now: new Date() }));
		expect(await by('office', (tx, actor) => publishSession(tx, actor, { session: id, sender: null, now: new Date() }))).toEqual({ first: true, kept: true });
	});
});

describe('the agenda', () => {
	const titles = async (session: string, standing: CouncilStanding = 'office') => (await by(standing, (tx) => agendaOf(tx, session))).map(({ number, title, state, late }) => `${number} ${title}${state === 'withdrawn' ? ' ✗' : ''}${late ? ' late' : ''}`);

	it('is numbered in its order, moved and withdrawn; once published nothing vanishes', async () => {
		const session = await call();
		const act = { session, now: new Date() };
		const [one, two, three] = [await by('office', (tx, actor) => addItem(tx, actor, { ...act, input: item('A') })), await by('office', (tx, actor) => addItem(tx, actor, { ...act, input: item('B') })), await by('office', (tx, actor) => addItem(tx, actor, { ...act, input: item('C') }))];
		await by('chair', (tx, actor) => moveItem(tx, actor, { ...act, item: three, before: one }));
		expect(await titles(session)).toEqual(['1 C', '2 A', '3 B']);
		await by('office', (tx, actor) => withdrawItem(tx, actor, { ...act, item: one }));
		expect(await titles(session)).toEqual(['1 C', '2 B']);
		await by('office', (tx, actor) => publishSession(tx, actor, { ...act, sender: null }));
		await by('office', (tx, actor) => withdrawItem(tx, actor, { ...act, item: three }));
		await by('office', (tx, actor) => addItem(tx, actor, { ...act, input: item('D') }));
		expect(await titles(session)).toEqual(['1 C ✗', '1 B', '2 D late']);
		await by('office', (tx, actor) => editItem(tx, actor, { ...act, item: two, input: item('B nově', { proposal: 'Jinak.' }) }));
		expect((await by('first', (tx) => agendaOf(tx, session))).find(({ id }) => id === two)).toMatchObject({ title: 'B nově', proposal: 'Jinak.' });
		await expect(by('first', (tx, actor) => moveItem(tx, actor, { ...act, item: two, before: null }))).rejects.toEqual(refusedWith('forbidden'));
	});

	it('is fixed once the council has approved it, and what is dealt with stays', async () => {
		const held = await createCouncil();
		const act = { session: held.session, now: new Date() };
		const chair = <T>(fn: (tx: Tx, actor: PersonActor) => Promise<T>) => held.as(held.people.chair, (tx) => fn(tx, held.people.chair));
		try {
			await chair((tx, actor) => openSession(tx, actor, act));
			await chair((tx, actor) => openItem(tx, actor, { ...act, item: held.items[0] }));
			await expect(chair((tx, actor) => withdrawItem(tx, actor, { ...act, item: held.items[0] }))).rejects.toEqual(refusedWith('council-item-dealt-with'));
			await chair((tx, actor) => approveAgenda(tx, actor, { ...act, vote: null }));
			await expect(chair((tx, actor) => moveItem(tx, actor, { ...act, item: held.items[1], before: null }))).rejects.toEqual(refusedWith('council-agenda-approved'));
		} finally {
			await held.close();
		}
	});

	it('hides the proposal of a closed item from everybody outside', async () => {
		const read = async (actor: Parameters<Council['as']>[0]) => (await council.as(actor, (tx) => agendaOf(tx, council.session))).map(({ proposal }) => proposal !== null);
		expect(await read(council.people.first)).toEqual([true, true, true]);
		expect(await read({ kind: 'public' })).toEqual([true, true, false]);
		expect(await council.as(council.people.colleague, (tx) => tx.$count(councilItem, eq(councilItem.sessionId, council.session)))).toBe(3);
	});
});
