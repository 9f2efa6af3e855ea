/** Break-glass with the stores taken out: who opens a case that is not theirs, what of it, and for how long. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGlass, chatMessage, meeting, recording, withActor, type Connection, type PersonActor } from '../src/index.ts';
import { openFilled } from './filled.ts';
import { actors, meetings, personId, recordings, type Who } from './region.ts';

let owner: Connection;
let app: Connection;
let close: (() => Promise<void>) | undefined;
beforeAll(async () => {
	({ owner, app, close } = await openFilled());
	// A clinician at the other end of the region, who has nothing to do with the hospital's case.
	await owner.db.execute(sql`insert into role_grant (affiliation_id, role, organisation_id) select id, 'cases.clinician', organisation_id from affiliation where person_id = ${personId.mayor}`);
});
afterAll(() => close?.());

const as = (who: Who) => actors[who] as PersonActor;
const open = (actor: PersonActor, id: string = meetings.case) => withActor(app.db, actor, async (tx) => (await tx.execute<{ until: string | null }>(sql`select sal_break_glass(${id}::uuid, 'Pacientka je u nás na příjmu', 60) as until`))[0]?.until);
const sees = (actor: PersonActor) =>
	withActor(app.db, actor, async (tx) => ({
		meeting: (await tx.select().from(meeting).where(eq(meeting.id, meetings.case))).length,
		recording: (await tx.select().from(recording).where(eq(recording.id, recordings.case))).length,
		chat: (await tx.select().from(chatMessage).where(eq(chatMessage.meetingId, meetings.case))).length
	}));
const refused = { cause: expect.objectContaining({ code: '42501' }) };

it('a clinician opens the case, its recording and its chat, and hosts nothing', async () => {
	expect(await sees(as('mayor'))).toEqual({ meeting: 0, recording: 0, chat: 0 });
	expect(await open(as('mayor'))).toBeTruthy();
	expect(await sees(as('mayor'))).toEqual({ meeting: 1, recording: 1, chat: 1 });
	expect(await withActor(app.db, as('mayor'), (tx) => tx.update(meeting).set({ title: 'x' }).where(eq(meeting.id, meetings.case)).returning({ id: meeting.id }))).toEqual([]);
	// Once open it is not opened again.
	await open(as('mayor'));
	expect(await owner.db.$count(breakGlass, eq(breakGlass.personId, personId.mayor))).toBe(1);
});

it('only what is a case can be opened, and nothing says what else there is', async () => {
	expect(await open(as('mayor'), meetings.rootCall)).toBeNull();
	expect(await open(as('mayor'), crypto.randomUUID())).toBeNull();
});

describe('nobody else opens it', () => {
	it.each(['rootAdmin', 'rootClerk', 'rootOffice', 'hospitalManager', 'rootAuditor', 'nurse', 'rootMember'] as const)('%s', async (who) => {
		await expect(open(as(who))).rejects.toMatchObject(refused);
	});
	it('nor a deputy in a clinician’s place', async () => {
		const [row] = await owner.db.execute<{ id: string }>(sql`insert into substitution (affiliation_id, deputy_id, valid_from, valid_until, created_by) values (${as('doctor').affiliation}, ${personId.nurse}, now() - interval '1 hour', now() + interval '1 hour', ${personId.doctor}) returning id`);
		await expect(open({ ...as('doctor'), person: personId.nurse, substitution: { id: row?.id ?? '', person: personId.doctor } })).rejects.toMatchObject(refused);
	});
	it('nor by writing the row oneself', async () => {
		await expect(withActor(app.db, as('mayor'), (tx) => tx.insert(breakGlass).values({ meetingId: meetings.case, personId: personId.mayor, affiliationId: as('mayor').affiliation, reason: 'Pacientka je u nás', until: new Date('2099-01-01') }))).rejects.toMatchObject(refused);
	});
});

it('those who run the case and keep its records see it; a host judges it, once, and not whoever did it', async () => {
	const rows = (who: Who) => withActor(app.db, as(who), (tx) => tx.select().from(breakGlass).where(eq(breakGlass.meetingId, meetings.case)));
	const seen = await Promise.all((['doctor', 'hospitalClerk', 'rootAuditor', 'mayor', 'nurse', 'hospitalChair', 'rootAdmin'] as const).map(async (who) => [who, (await rows(who)).length] as const));
	expect(Object.fromEntries(seen)).toEqual({ doctor: 1, hospitalClerk: 1, rootAuditor: 1, mayor: 1, nurse: 0, hospitalChair: 0, rootAdmin: 0 });
	const judge = (who: Who) => withActor(app.db, as(who), (tx) => tx.update(breakGlass).set({ verdict: 'in-order', reviewedAt: new Date(), reviewedBy: personId[who] }).returning({ id: breakGlass.id }));
	expect(await judge('mayor')).toEqual([]);
	expect(await judge('hospitalClerk')).toEqual([]);
	expect(await judge('doctor')).toHaveLength(1);
	expect(await judge('doctor')).toEqual([]);
	await expect(withActor(app.db, as('doctor'), (tx) => tx.update(breakGlass).set({ reason: 'něco jiného' }))).rejects.toMatchObject(refused);
});

it('it ends with its time, and with the role', async () => {
	await owner.db.execute(sql`update role_grant set revoked_at = now() where affiliation_id = ${as('mayor').affiliation}`);
	expect(await sees(as('mayor'))).toMatchObject({ meeting: 0 });
	await owner.db.execute(sql`update role_grant set revoked_at = null where affiliation_id = ${as('mayor').affiliation}`);
	expect(await sees(as('mayor'))).toMatchObject({ meeting: 1 });
	await owner.db.update(breakGlass).set({ until: new Date(Date.now() - 1_000) });
	expect(await sees(as('mayor'))).toEqual({ meeting: 0, recording: 0, chat: 0 });
	const close = (actor: Parameters<typeof withActor>[1]) => withActor(app.db, actor, async (tx) => (await tx.execute<{ closed: number }>(sql`select sal_close_broken() as closed`))[0]?.closed);
	expect([await close(as('mayor')), await close(actors.jobOfRoot), await close(actors.jobOfRoot)]).toEqual([0, 1, 0]);
});
