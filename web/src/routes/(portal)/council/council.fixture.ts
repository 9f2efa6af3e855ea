/** A council of its own in the test database: a region with an assembly, a session of it with its meeting, and people of every standing. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	connect,
	councilBody,
	councilItem,
	councilMember,
	councilProcedure,
	councilProposal,
	councilSession,
	guest,
	guestLink,
	meeting,
	meetingPerson,
	organisation,
	withActor,
	type Actor,
	type CouncilSessionState,
	type PersonActor,
	type Tx
} from '@sal/db';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { defaultProcedure, type Procedure } from './procedure.ts';
import { voteKeys } from './votes/secret-keys.server.ts';

/**
 * `office`: the region's. `chair`, `deputy`, `first`, `second`: seats of the assembly; the first presides. `former`: whose term is over. `speaker`: invited to the
 * room without a seat. `colleague`: of the region, without a seat. `auditor`, `admin`: of the region. `stranger`: office of another region.
 */
export const standings = ['office', 'chair', 'deputy', 'first', 'second', 'former', 'speaker', 'colleague', 'auditor', 'admin', 'stranger'] as const;
export type CouncilStanding = (typeof standings)[number];

function url(name: 'DATABASE_URL' | 'DATABASE_OWNER_URL'): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: these tests need a migrated PostgreSQL (npm test starts one).`);
	return value;
}

export interface CouncilOptions {
	seats?: number;
	/** Members beside the four named ones. */
	others?: number;
	state?: CouncilSessionState;
	publicSessions?: boolean;
	procedure?: Partial<Procedure>;
	startsAt?: Date;
}

/** Everything is written past all rules, as the owner. The session has three items: the first two open, the third closed, each with a proposal. */
export async function createCouncil({ seats = 5, others = 0, state = 'published', publicSessions = true, procedure = {}, startsAt = new Date() }: CouncilOptions = {}) {
	const owner = connect({ url: url('DATABASE_OWNER_URL'), max: 2 });
	const app = connect({ url: url('DATABASE_URL'), max: 8 });
	const tag = randomUUID().slice(0, 8);
	const [region, elsewhere, body, procedureId, session, room] = Array.from({ length: 6 }, () => randomUUID()) as [string, string, string, string, string, string];
	await owner.db.insert(organisation).values([
		{ id: region, kind: 'region', name: `Kraj ${tag}` },
		{ id: elsewhere, kind: 'region', name: `Jiný kraj ${tag}` }
	]);
	const roleOf = { office: 'office', auditor: 'auditor', admin: 'admin', stranger: 'office' } as const;
	const people = {} as Record<CouncilStanding, PersonActor>;
	for (const standing of standings) {
		people[standing] = await putPerson(owner.db, {
			organisation: standing === 'stranger' ? elsewhere : region,
			role: standing in roleOf ? roleOf[standing as keyof typeof roleOf] : 'staff',
			name: `Řehoř ${standing} ${tag}`
		});
	}
	const more = await Promise.all(Array.from({ length: others }, (_, index) => putPerson(owner.db, { organisation: region, role: 'staff', name: `Člen ${String(index + 1).padStart(2, '0')} ${tag}` })));
	await owner.db.insert(councilBody).values({ id: body, organisationId: region, name: `Zastupitelstvo ${tag}`, kind: 'regional-assembly', seats, publicSessions });
	await owner.db.insert(councilProcedure).values({ id: procedureId, bodyId: body, version: 1, validFrom: '2024-01-01', settings: { ...defaultProcedure('regional-assembly'), ...procedure } });
	const sitting = [people.chair, people.deputy, people.first, people.second, ...more];
	await owner.db.insert(councilMember).values([
		...sitting.map(({ person }, index) => ({ bodyId: body, personId: person, office: index === 0 ? ('chair' as const) : index === 1 ? ('deputy' as const) : ('member' as const), validFrom: '2024-10-01' })),
		{ bodyId: body, personId: people.former.person, validFrom: '2020-10-01', validUntil: '2024-10-01' }
	]);
	await owner.db.insert(meeting).values({ id: room, title: `Zasedání ${tag}`, kind: 'session', organisationId: region, startsAt, plannedMinutes: 240, recorded: true, watch: publicSessions ? 'public' : 'invited', published: publicSessions && state !== 'draft', createdBy: people.office.person });
	await owner.db.insert(meetingPerson).values([
		...[people.office, people.chair, people.deputy].map(({ person }) => ({ meetingId: room, personId: person, role: 'host' as const })),
		...[...sitting.slice(2), people.speaker].map(({ person }) => ({ meetingId: room, personId: person, role: 'invited' as const }))
	]);
	await owner.db.insert(councilSession).values({ id: session, bodyId: body, organisationId: region, number: 7, title: `7. zasedání ${tag}`, meetingId: room, procedureId, place: 'Sál zastupitelstva', startsAt, plannedMinutes: 240, remote: true, state, createdBy: people.office.person });
	const items = ['Zahájení', 'Rozpočet', 'Prodej pozemku'].map((title, index) => ({ id: randomUUID(), sessionId: session, number: String(index + 1), position: index + 1, title: `${title} ${tag}`, kind: index === 0 ? ('procedure' as const) : ('business' as const), closed: index === 2 }));
	await owner.db.insert(councilItem).values(items);
	await owner.db.insert(councilProposal).values(items.map(({ id, title }) => ({ itemId: id, sessionId: session, text: `Zastupitelstvo schvaluje: ${title}.` })));
	const visitor = await welcomeGuest();

	async function welcomeGuest(): Promise<Extract<Actor, { kind: 'guest' }>> {
		const linkId = randomUUID();
		const expiresAt = new Date(Date.now() + 3_600_000);
		await owner.db.insert(guestLink).values({ id: linkId, meetingId: room, tokenHash: randomUUID(), expiresAt });
		const [row] = await owner.db.insert(guest).values({ meetingId: room, linkId, name: 'Eva Hostující', sessionHash: randomUUID(), expiresAt }).returning({ id: guest.id });
		if (!row) throw new Error('the guest was not inserted');
		return { kind: 'guest', guest: row.id, meeting: room };
	}

	return {
		tag,
		region,
		body,
		procedure: procedureId,
		session,
		meeting: room,
		items: items.map(({ id }) => id) as [string, string, string],
		people,
		/** Members beside the named ones. */
		others: more,
		/** Without an account, in the session's room. */
		guest: visitor,
		/** Of secret votes. */
		keys: voteKeys(join(tmpdir(), `sal-vote-keys-${tag}`)),
		db: app.db,
		owner: owner.db,
		as: <T>(actor: Actor, fn: (tx: Tx) => Promise<T>) => withActor(app.db, actor, fn),
		asJob: <T>(fn: (tx: Tx) => Promise<T>) => withActor(app.db, { kind: 'job', organisation: region, name: 'test' }, fn),
		async close() {
			await app.close();
			await owner.close();
		}
	};
}
export type Council = Awaited<ReturnType<typeof createCouncil>>;
