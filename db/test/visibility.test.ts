/** Row-level security with the stores' guards taken out: every actor asks for everything. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntry, chatMessage, connect, credential, meeting, person, recording, withActor, withIdentity, type Connection } from '../src/index.ts';
import { makeDatabase, type TestDatabase } from './database.ts';
import { actors, fillRegion, meetings, recordings, type ActorName, type MeetingName } from './region.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
	database = await makeDatabase();
	await fillRegion(database.ownerUrl);
	connection = connect({ url: database.appUrl, max: 4 });
});
afterAll(async () => {
	await connection?.close();
	await database?.drop();
});

type Table = Record<ActorName, MeetingName[]>;
const all: MeetingName[] = ['rootCall', 'session', 'case', 'sharedCase', 'hospitalCall', 'townCall'];
/** A patient's case is nothing for offices, not even for the one that runs the portal. */
const allButCase = all.filter((name) => name !== 'case' && name !== 'sharedCase');
const ofHospital: MeetingName[] = ['case', 'hospitalCall'];

const seesMeetings: Table = {
	rootAdmin: allButCase,
	rootClerk: allButCase,
	rootOffice: ['rootCall', 'session'],
	rootMember: ['session', 'case'],
	hospitalAdmin: ['rootCall', 'session', 'hospitalCall'],
	hospitalClerk: ['rootCall', 'session', 'hospitalCall'],
	hospitalChair: ['rootCall', 'session', 'hospitalCall'],
	doctor: ['rootCall', 'session', 'case', 'sharedCase'],
	nurse: ['rootCall', 'session'],
	mayor: ['rootCall', 'session', 'sharedCase', 'townCall'],
	townClerk: ['session', 'townCall'],
	rootAuditor: allButCase,
	hospitalManager: ['rootCall', 'session'],
	formerClerk: ['session'],
	jobOfHospital: ['session', 'case', 'hospitalCall'],
	jobOfRoot: all,
	guest: ['rootCall', 'session'],
	revokedGuest: ['session'],
	expiredGuest: ['session'],
	link: ['session'],
	revokedLink: ['session'],
	expiredLink: ['session'],
	public: ['session']
};

const seesRecordings: Table = {
	rootAdmin: allButCase,
	rootClerk: allButCase,
	rootOffice: ['rootCall', 'session'],
	rootMember: ['session'],
	hospitalAdmin: ['rootCall', 'session', 'hospitalCall'],
	hospitalClerk: ['rootCall', 'session', 'case', 'hospitalCall'],
	hospitalChair: ['rootCall', 'session', 'hospitalCall'],
	doctor: ['rootCall', 'session', 'case', 'sharedCase', 'hospitalCall'],
	nurse: ['rootCall', 'session'],
	mayor: ['rootCall', 'session', 'sharedCase', 'townCall'],
	townClerk: ['session', 'sharedCase', 'townCall'],
	rootAuditor: allButCase,
	hospitalManager: ['rootCall', 'session', 'hospitalCall'],
	formerClerk: ['session'],
	jobOfHospital: ['session', 'case', 'hospitalCall'],
	jobOfRoot: all,
	guest: ['session'],
	revokedGuest: ['session'],
	expiredGuest: ['session'],
	link: ['session', 'case'],
	revokedLink: ['session'],
	expiredLink: ['session'],
	public: ['session']
};

/** A published meeting shows its date to everybody, and its chat to nobody but those inside. */
const readsChat: Table = {
	...seesMeetings,
	rootMember: ['case'],
	hospitalAdmin: ['rootCall', 'hospitalCall'],
	hospitalClerk: ['rootCall', 'hospitalCall'],
	hospitalChair: ['rootCall', 'hospitalCall'],
	doctor: ['rootCall', 'case', 'sharedCase'],
	nurse: ['rootCall'],
	mayor: ['rootCall', 'sharedCase', 'townCall'],
	townClerk: ['townCall'],
	hospitalManager: ['rootCall'],
	formerClerk: [],
	jobOfHospital: ['case', 'hospitalCall'],
	guest: [],
	revokedGuest: [],
	expiredGuest: [],
	link: [],
	revokedLink: [],
	expiredLink: [],
	public: []
};

/** Who keeps a recording: reads its access log, publishes it, hands out links. */
const keeps: Table = {
	...readsChat,
	rootMember: [],
	hospitalAdmin: ['hospitalCall'],
	hospitalClerk: ['case', 'hospitalCall'],
	hospitalChair: ['hospitalCall'],
	doctor: ['case'],
	nurse: [],
	mayor: ['sharedCase', 'townCall'],
	townClerk: ['sharedCase', 'townCall'],
	rootAuditor: [],
	hospitalManager: []
};

/** Those who read the log of what was done learn who looked at which recording, also at one that they may not see; they keep nothing. */
const readsAccess: Table = { ...keeps, rootAdmin: all, rootAuditor: all, hospitalAdmin: ofHospital, hospitalManager: ofHospital };

const hosts: Table = { ...keeps, rootClerk: [], hospitalClerk: [], townClerk: [] };

const names = Object.keys(actors) as ActorName[];
const named = (ids: string[], of: Record<MeetingName, string>) => all.filter((name) => ids.includes(of[name]));

describe.each(names)('%s', (name) => {
	const actor = actors[name];

	it('sees these meetings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.select({ id: meeting.id }).from(meeting));
		expect(named(rows.map((row) => row.id), meetings)).toEqual(seesMeetings[name]);
	});

	it('sees these recordings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.select({ id: recording.id }).from(recording));
		expect(named(rows.map((row) => row.id), recordings)).toEqual(seesRecordings[name]);
	});

	it('reads the chat of these meetings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.select({ id: chatMessage.meetingId }).from(chatMessage));
		expect(named(rows.map((row) => row.id), meetings)).toEqual(readsChat[name]);
	});

	it('reads the access log of these recordings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.select({ id: sql<string>`${auditEntry.objectId}` }).from(auditEntry).where(eq(auditEntry.objectKind, 'recording')));
		expect(named(rows.map((row) => row.id), recordings)).toEqual(readsAccess[name]);
	});

	it('changes these meetings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.update(meeting).set({ description: name }).returning({ id: meeting.id }));
		expect(named(rows.map((row) => row.id), meetings)).toEqual(hosts[name]);
	});

	it('changes these recordings', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.update(recording).set({ updatedAt: new Date() }).returning({ id: recording.id }));
		expect(named(rows.map((row) => row.id), recordings)).toEqual(keeps[name]);
	});

	it('finds by search only what it sees', async () => {
		const rows = await withActor(connection.db, actor, (tx) => tx.select({ id: recording.id }).from(recording).where(sql`${recording.id} in (select sal_search_recordings('hospitalCall'))`));
		expect(named(rows.map((row) => row.id), recordings)).toEqual(seesRecordings[name].filter((seen) => seen === 'hospitalCall'));
	});

	it('finds as owners those of the recordings it sees', async () => {
		const [owners, seen] = await withActor(connection.db, actor, async (tx) => [
			await tx.execute<{ id: string }>(sql`select sal_recording_owners() as id`),
			await tx.selectDistinct({ id: recording.organisationId }).from(recording)
		]);
		expect(owners.map((row) => row.id).toSorted()).toEqual(seen.map((row) => row.id).toSorted());
	});

	it('never sees a password hash, and people only with an account', async () => {
		const hashes = await withActor(connection.db, actor, (tx) => tx.select().from(credential));
		const people = await withActor(connection.db, actor, (tx) => tx.select().from(person));
		expect(hashes).toEqual([]);
		expect(people.length > 0).toBe(actor.kind === 'person' || actor.kind === 'job');
	});
});

const withoutActor = async () => named((await connection.db.select({ id: meeting.id }).from(meeting)).map((row) => row.id), meetings);

it('whoever forgets to say who acts gets what everybody may see', async () => {
	expect(await withoutActor()).toEqual(seesMeetings.public);
});

it('signing in sees no meeting and no recording but the published', async () => {
	const seen = await withIdentity(connection.db, async (tx) => [await tx.select({ title: meeting.title }).from(meeting), await tx.select({ title: recording.title }).from(recording)]);
	expect(seen).toEqual([[{ title: 'session' }], [{ title: 'session' }]]);
});

it('the access log is appended and never changed, not even by the clerk', async () => {
	await expect(withActor(connection.db, actors.rootClerk, (tx) => tx.execute(sql`update audit_entry set action = 'recording.look'`))).rejects.toThrow();
	await expect(withActor(connection.db, actors.rootClerk, (tx) => tx.execute(sql`delete from audit_entry`))).rejects.toThrow();
});

it('nobody creates a meeting for another organisation', async () => {
	const row = { title: 'x', kind: 'call', startsAt: new Date(), plannedMinutes: 30 } as const;
	const { person: createdBy, organisation: organisationId } = actors.doctor as { person: string; organisation: string };
	const root = (actors.rootAdmin as { organisation: string }).organisation;
	const create = (values: typeof meeting.$inferInsert) => withActor(connection.db, actors.doctor, (tx) => tx.insert(meeting).values(values).returning({ id: meeting.id }));
	await expect(create({ ...row, organisationId, createdBy })).resolves.toHaveLength(1);
	await expect(create({ ...row, organisationId: root, createdBy })).rejects.toThrow();
	await expect(create({ ...row, organisationId, createdBy: (actors.mayor as { person: string }).person })).rejects.toThrow();
});

it('actors do not mix over pooled connections', async () => {
	const asked = Array.from({ length: 200 }, (_, n) => names[n % names.length] as ActorName);
	const answers = await Promise.all(
		asked.map((name) =>
			withActor(connection.db, actors[name], async (tx) => {
				await tx.execute(sql`select pg_sleep(0.002)`);
				return tx.select({ id: meeting.id }).from(meeting);
			})
		)
	);
	answers.forEach((rows, n) => expect(named(rows.map((row) => row.id), meetings)).toEqual(seesMeetings[asked[n] as ActorName]));
	// What a transaction said is forgotten when it ends.
	expect(await withoutActor()).toEqual(seesMeetings.public);
});

it('every table has forced row-level security and a policy for the application', async () => {
	const bare = await connection.db.execute(sql`
		select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'rate_limit'
			and (not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policies p where p.tablename = c.relname and 'sal_app' = any (p.roles)))`);
	expect(bare.map((row) => row.name)).toEqual([]);
});

it('the application’s role can neither bypass row-level security nor own a table', async () => {
	const [role] = await connection.db.execute(sql`select rolbypassrls or rolsuper as powerful, exists (select from pg_tables where tableowner = current_user) as owns from pg_roles where rolname = current_user`);
	expect(role).toEqual({ powerful: false, owns: false });
});
