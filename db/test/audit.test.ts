import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, auditChain, auditConcern, auditEntry, auditPersonal, eraseFromAudit, meetingPerson, withActor, withIdentity, type Connection } from '../src/index.ts';
import { openFilled } from './filled.ts';
import { actors, meetings, org, personId, recordings, type ActorName } from './region.ts';

let owner: Connection;
let app: Connection;
let close: (() => Promise<void>) | undefined;

beforeAll(async () => {
	({ owner, app, close } = await openFilled());
});
afterAll(() => close?.());

const job = actors.jobOfRoot;
const link = () => withActor(app.db, job, (tx) => tx.execute<{ linked: string; size: string }>(sql`select * from sal_audit_link(1000)`));
const personal = async (entry: number) => (await owner.db.select().from(auditPersonal).where(sql`${auditPersonal.entryId} = ${entry}`))[0];
const entry = async (id: number) => (await owner.db.select().from(auditEntry).where(sql`${auditEntry.id} = ${id}`))[0];

describe('who stands in the log', () => {
	it('is the person of the transaction, from where it came, with the name as it is now', async () => {
		const id = await withActor(app.db, actors.nurse, (tx) => audit(tx, { action: 'test.done', object: { kind: 'thing', id: '7' }, detail: { n: 1 } }), { requestId: 'r-1', address: '10.0.0.9', userAgent: 'Firefox' });
		expect(await entry(id)).toMatchObject({ action: 'test.done', outcome: 'done', actorKind: 'person', objectKind: 'thing', objectId: '7', organisationId: org.ward, requestId: 'r-1', detail: { n: 1 } });
		expect(await personal(id)).toMatchObject({ person: personId.nurse, represented: null, name: 'nurse', address: '10.0.0.9', userAgent: 'Firefox' });
	});

	it('cannot be said by the caller, but for somebody who is signing in', async () => {
		const claimed = await withActor(app.db, actors.nurse, (tx) => audit(tx, { action: 'test.done', person: personId.doctor }));
		expect(await personal(claimed)).toMatchObject({ person: personId.nurse });
		const signing = await withIdentity(app.db, (tx) => audit(tx, { action: 'test.sign-in', outcome: 'failed', person: personId.doctor, personal: { email: 'x@y' } }), { address: '::1' });
		expect(await personal(signing)).toMatchObject({ person: personId.doctor, name: 'doctor', address: '::1', detail: { email: 'x@y' } });
		expect(await entry(signing)).toMatchObject({ actorKind: 'identity', organisationId: org.hospital });
	});

	it.each([
		['guest', 'guest'],
		['link', 'link'],
		['public', 'public'],
		['jobOfHospital', 'job']
	] as const)('is also a %s', async (who, kind) => {
		const id = await withActor(app.db, actors[who], (tx) => audit(tx, { action: 'test.done' }));
		expect((await entry(id))?.actorKind).toBe(kind);
	});

	it('is the operator, when the database’s owner acts', async () => {
		const id = await owner.db.transaction((tx) => audit(tx, { action: 'person.disabled', object: { kind: 'person', id: personId.nurse }, subjects: [personId.nurse] }));
		expect(await entry(id)).toMatchObject({ actorKind: 'operator' });
	});
});

it('is written with the act, or not at all', async () => {
	const before = await owner.db.$count(auditEntry);
	await expect(
		withActor(app.db, actors.nurse, async (tx) => {
			await audit(tx, { action: 'test.undone' });
			throw new Error('the act failed');
		})
	).rejects.toThrow('the act failed');
	expect(await owner.db.$count(auditEntry)).toBe(before);
});

describe('sal_app', () => {
	it.each(['audit_log', 'audit_entry', 'audit_personal', 'audit_concern', 'audit_pending', 'audit_chain', 'audit_checkpoint'])('neither changes nor deletes %s', async (table) => {
		await expect(withActor(app.db, actors.rootAdmin, (tx) => tx.execute(sql.raw(`delete from ${table}`)))).rejects.toThrow();
		await expect(withActor(app.db, actors.rootAdmin, (tx) => tx.execute(sql.raw(`update ${table} set ${table === 'audit_checkpoint' ? 'size = 1' : table === 'audit_log' ? 'id = id' : table === 'audit_chain' ? 'seq = 1' : table === 'audit_entry' ? `action = 'x.y'` : 'entry_id = 1'}`)))).rejects.toThrow();
	});
	it('writes entries through the function only', async () => {
		await expect(withActor(app.db, actors.rootAdmin, (tx) => tx.execute(sql`insert into audit_pending values (1)`))).rejects.toThrow();
		await expect(withActor(app.db, actors.rootAdmin, (tx) => tx.execute(sql`select sal_audit_write(null::audit_entry, null::audit_personal)`))).rejects.toThrow();
		await expect(withActor(app.db, actors.rootAdmin, (tx) => tx.execute(sql`select * from sal_audit_link(1)`))).rejects.toThrow();
	});
});

describe('who reads an entry', () => {
	/** About the ward, done by the nurse, concerning the mayor. */
	let about: number;
	beforeAll(async () => {
		about = await withActor(app.db, actors.nurse, (tx) => audit(tx, { action: 'test.concern', object: { kind: 'thing', organisation: org.ward }, subjects: [personId.mayor] }));
	});
	it.each<[ActorName, 'whole' | 'entry' | 'nothing']>([
		['rootAdmin', 'whole'],
		['hospitalAdmin', 'whole'],
		['nurse', 'whole'],
		// Concerned, and so told who and what (below), but not from where.
		['mayor', 'entry'],
		['doctor', 'nothing'],
		['townClerk', 'nothing'],
		['rootClerk', 'nothing'],
		['jobOfRoot', 'whole'],
		['jobOfHospital', 'nothing'],
		['guest', 'nothing'],
		['public', 'nothing']
	])('%s: %s', async (who, reads) => {
		const seen = await withActor(app.db, actors[who], async (tx) => ({
			entries: await tx.select({ id: auditEntry.id }).from(auditEntry).where(sql`${auditEntry.id} = ${about}`),
			people: await tx.select({ id: auditPersonal.entryId }).from(auditPersonal).where(sql`${auditPersonal.entryId} = ${about}`)
		}));
		expect(seen).toEqual({ entries: reads === 'nothing' ? [] : [{ id: about }], people: reads === 'whole' ? [{ id: about }] : [] });
	});
	it('repeats beside people and addresses what it is searched by', async () => {
		const searched = { organisationId: org.ward, action: 'test.concern', outcome: 'done' };
		const of = sql`entry_id = ${about} order by person`;
		const concerned = await owner.db.select({ person: auditConcern.person, organisationId: auditConcern.organisationId, action: auditConcern.action, outcome: auditConcern.outcome }).from(auditConcern).where(of);
		expect(concerned).toEqual([personId.nurse, personId.mayor].sort().map((person) => ({ person, ...searched })));
		expect(await owner.db.select({ organisationId: auditPersonal.organisationId }).from(auditPersonal).where(of)).toEqual([{ organisationId: org.ward }]);
	});
	it('and nobody else learns whom it concerns', async () => {
		expect(await withActor(app.db, actors.doctor, (tx) => tx.select().from(auditConcern).where(sql`${auditConcern.entryId} = ${about}`))).toEqual([]);
	});
});

describe('what concerns somebody', () => {
	const mine = (who: ActorName, wanted = 'others', most = 50) =>
		withActor(app.db, actors[who], (tx) => tx.execute<Record<string, unknown>>(sql`select * from sal_my_log(${wanted}, '{recording.play}'::text[], '-infinity', 'infinity', 'infinity', 0, ${most})`));
	let played: number;
	let changed: number;
	beforeAll(async () => {
		const from = { address: '10.9.9.9', userAgent: 'Firefox', requestId: 'r-9' };
		changed = await withActor(app.db, actors.hospitalAdmin, (tx) => audit(tx, { action: 'person.changed', object: { kind: 'person', id: personId.mayor }, subjects: [personId.mayor, personId.doctor], personal: { note: 'of the doctor' } }), from);
		played = await withActor(app.db, actors.rootClerk, (tx) => audit(tx, { action: 'recording.play', object: { kind: 'recording', id: recordings.townCall, organisation: org.town }, personal: { track: 'somebody' } }), from);
		await owner.db.insert(meetingPerson).values({ meetingId: meetings.townCall, personId: personId.mayor, role: 'host' }).onConflictDoUpdate({ target: [meetingPerson.meetingId, meetingPerson.personId], set: { role: 'host' } });
	});

	it('is told with who did it and as whom, and with nothing of where they were or what else they wrote', async () => {
		const [newest, before] = await mine('mayor');
		expect(newest).toMatchObject({ id: String(played), action: 'recording.play', name: 'rootClerk', mine: false });
		expect(before).toMatchObject({ id: String(changed), action: 'person.changed', name: 'hospitalAdmin', mine: false });
		expect(JSON.stringify([newest, before])).not.toMatch(/10\.9\.9\.9|Firefox|r-9|of the doctor|somebody/);
	});
	it('is told by looks and changes, and what they did themselves apart from it', async () => {
		const ids = async (wanted: string) => (await mine('mayor', wanted)).map(({ id }) => Number(id));
		expect(await ids('looks')).toContain(played);
		expect(await ids('looks')).not.toContain(changed);
		expect(await ids('changes')).not.toContain(played);
		const own = await withActor(app.db, actors.mayor, (tx) => audit(tx, { action: 'test.own' }));
		expect(await ids('mine')).toContain(own);
		expect(await ids('others')).not.toContain(own);
	});
	it.each<ActorName>(['nurse', 'guest', 'public'])('is not told to %s', async (who) => {
		expect((await mine(who, 'all')).map(({ id }) => Number(id))).not.toEqual(expect.arrayContaining([played]));
	});
});

describe('the chain', () => {
	it('links what was written, once, without a gap', async () => {
		await link();
		const [again] = await link();
		const size = await owner.db.$count(auditEntry);
		expect(again).toMatchObject({ linked: '0', size: String(size) });
		const rows = await owner.db.select({ seq: auditChain.seq }).from(auditChain).orderBy(auditChain.seq);
		expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: size }, (_, index) => index + 1));
	});

	it('gives an entry of a slow transaction its place when it can be seen', async () => {
		let slow = 0;
		let quick = 0;
		await withActor(app.db, actors.nurse, async (tx) => {
			slow = await audit(tx, { action: 'test.slow' });
			quick = await withActor(app.db, actors.doctor, (other) => audit(other, { action: 'test.quick' }));
			await link();
		});
		expect(slow).toBeLessThan(quick);
		await link();
		const place = async (id: number) => (await owner.db.select({ seq: auditChain.seq }).from(auditChain).where(sql`${auditChain.entryId} = ${id}`))[0]?.seq ?? 0;
		expect(await place(slow)).toBe((await place(quick)) + 1);
	});
});

describe('erasing a person', () => {
	it('takes name, address and browser out of what they did, and nothing of the entries', async () => {
		const id = await withActor(app.db, actors.townClerk, (tx) => audit(tx, { action: 'test.done', personal: { note: 'secret' } }), { address: '10.1.1.1', userAgent: 'Safari' });
		const before = await entry(id);
		const erased = await withActor(app.db, actors.rootAdmin, (tx) => eraseFromAudit(tx, personId.townClerk));
		expect(erased).toBe(1);
		expect(await entry(id)).toEqual(before);
		expect(await personal(id)).toMatchObject({ person: null, name: null, address: null, userAgent: null, detail: null });
	});
	it.each<ActorName>(['hospitalAdmin', 'rootClerk', 'nurse', 'public'])('is not for %s', async (who) => {
		await expect(withActor(app.db, actors[who], (tx) => eraseFromAudit(tx, personId.nurse))).rejects.toThrow();
	});
});
