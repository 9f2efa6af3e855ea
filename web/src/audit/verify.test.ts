import { auditEntry, auditPersonal, eraseFromAudit, person } from '@sal/db';
import { listVersions, putLocked } from '@sal/storage';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkAll } from './chainer.ts';
import { checkpointKey } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import { makeLog, type TestLog } from './log.fixture.ts';
import { verifyLog } from './verify.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

let log: TestLog;
let ids: number[];

beforeEach(async () => {
	log = await makeLog();
	ids = await log.write({ detail: { b: 1, a: 'ěšč' } }, { subjects: [log.actor.person] }, { personal: { email: 'x' } }, {}, {}, {});
	await linkAll(log.app.db);
	await writeCheckpoint(log.signing, new Date());
});
afterEach(() => log.close());

const verify = () => verifyLog(log.signing);
const findings = async (): Promise<Finding[]> => (await verify()).findings;
/** The id of the entry at this place of the chain. */
const at = (seq: number): number => ids[seq - 1] ?? 0;
const asOwner = (query: ReturnType<typeof sql>) => log.owner.db.execute(query);
/** What an attacker with the owner's rights can do: compute the chain anew from a place on. */
const relink = async () => {
	await asOwner(sql`insert into audit_pending select id from audit_entry`);
	await asOwner(sql`delete from audit_chain`);
	await asOwner(sql`select sal_audit_link(1000)`);
};

it('finds a log whole that was only written, also while it grows', async () => {
	expect(await verify()).toEqual({ whole: true, entries: 6, checkpoints: 1, findings: [] });
	await log.write({}, {});
	expect(await verify()).toMatchObject({ whole: true, entries: 6 });
	await linkAll(log.app.db);
	await writeCheckpoint(log.signing, new Date());
	expect(await verify()).toEqual({ whole: true, entries: 8, checkpoints: 2, findings: [] });
});

it('stays whole when a person is erased', async () => {
	const erased = await log.owner.db.transaction((tx) => eraseFromAudit(tx, log.actor.person));
	expect(erased).toBe(6);
	// With the salt the fields could be guessed from what is left of them.
	expect(await log.owner.db.select({ name: auditPersonal.name, salt: auditPersonal.salt }).from(auditPersonal).where(eq(auditPersonal.entryId, at(1)))).toEqual([{ name: null, salt: null }]);
	await linkAll(log.app.db);
	expect(await verify()).toMatchObject({ whole: true, entries: 7 });
});

it('stays whole when what names somebody in others’ entries is erased with them', async () => {
	const other = crypto.randomUUID();
	await log.owner.db.insert(person).values({ id: other, name: 'Petr Žižka', email: 'zizka@kraj.test' });
	const [named, about] = await log.write({ subjects: [other], personal: { note: 'místo něj Petr Žižka' } }, { subjects: [other], personal: { note: 'jiná věc' } });
	expect(await log.owner.db.transaction((tx) => eraseFromAudit(tx, other))).toBe(1);
	const said = async (entry = 0) => (await log.owner.db.select({ name: auditPersonal.name, detail: auditPersonal.detail }).from(auditPersonal).where(eq(auditPersonal.entryId, entry)))[0];
	expect(await said(named)).toEqual({ name: null, detail: null });
	expect(await said(about)).toEqual({ name: 'Jana Nováková', detail: { note: 'jiná věc' } });
	await linkAll(log.app.db);
	expect(await verify()).toMatchObject({ whole: true, findings: [] });
});

describe('names what was done to it by the owner of the database', () => {
	it.each([
		['an action', sql`action = 'test.other'`],
		['an outcome', sql`outcome = 'refused'`],
		['the time', sql`at = at + interval '1 microsecond'`],
		['a detail', sql`detail = '{"a": 2}'`],
		['an organisation', sql`organisation_id = gen_random_uuid()`],
		['the hash of the personal half', sql`personal_hash = '\\x00'`]
	])('%s was changed', async (_what, change) => {
		await asOwner(sql`update audit_entry set ${change} where id = ${at(3)}`);
		expect(await findings()).toContainEqual({ kind: 'changed', entry: at(3), seq: 3 });
	});

	it.each(['person', 'name', 'address', 'user_agent', 'subjects', 'detail', 'salt'])('a personal field was changed: %s', async (field) => {
		const other = { person: sql`gen_random_uuid()`, subjects: sql`array[gen_random_uuid()]`, detail: sql`'{"other": 1}'::jsonb`, salt: sql`'\\x00'::bytea` }[field] ?? sql`'somebody'`;
		await asOwner(sql`update audit_personal set ${sql.raw(field)} = ${other} where entry_id = ${at(2)}`);
		expect(await findings()).toEqual([{ kind: 'personal-changed', entry: at(2), seq: 2 }]);
	});

	it('personal fields vanished, with and without a claim that they were erased', async () => {
		await asOwner(sql`update audit_personal set person = null, name = null, address = null, user_agent = null, affiliation = null, salt = null where entry_id = ${at(1)}`);
		expect(await findings()).toEqual([{ kind: 'personal-changed', entry: at(1), seq: 1 }]);
		await asOwner(sql`update audit_personal set erased_by = ${at(5)} where entry_id = ${at(1)}`);
		expect(await findings()).toEqual([{ kind: 'erasure-untold', entry: at(5) }]);
		await asOwner(sql`delete from audit_personal where entry_id = ${at(1)}`);
		expect(await findings()).toEqual([{ kind: 'removed', entry: at(1), seq: 1 }]);
	});

	it('more was erased than the erasing entry tells of', async () => {
		await log.owner.db.transaction((tx) => eraseFromAudit(tx, crypto.randomUUID()));
		const [erasing] = await log.owner.db.select({ id: auditEntry.id }).from(auditEntry).where(eq(auditEntry.action, 'log.erased'));
		await linkAll(log.app.db);
		await asOwner(sql`update audit_personal set person = null, name = null, address = null, user_agent = null, affiliation = null, salt = null, erased_by = ${erasing?.id} where entry_id = ${at(4)}`);
		expect(await findings()).toEqual([{ kind: 'erasure-untold', entry: erasing?.id }]);
	});

	it('an entry was removed', async () => {
		await asOwner(sql`delete from audit_entry where id = ${at(4)}`);
		expect(await findings()).toEqual([{ kind: 'removed', entry: at(4), seq: 4 }]);
	});

	it('an entry was removed with its place', async () => {
		await asOwner(sql`delete from audit_chain where seq = 4`);
		await asOwner(sql`delete from audit_entry where id = ${at(4)}`);
		expect(await findings()).toEqual([{ kind: 'gap', seq: 4 }, { kind: 'changed', entry: at(5), seq: 5 }]);
	});

	it('an entry was inserted', async () => {
		const [row] = await asOwner(sql`insert into audit_entry (at, action, outcome, actor_kind, personal_hash) values (now(), 'test.false', 'done', 'person', '\\x00') returning id`);
		expect(await findings()).toEqual([{ kind: 'inserted', entry: Number(row?.id) }]);
	});

	it('the end was cut off', async () => {
		await asOwner(sql`delete from audit_chain where seq > 4`);
		await asOwner(sql`delete from audit_entry where id > ${at(4)}`);
		await asOwner(sql`delete from audit_checkpoint`);
		expect(await findings()).toEqual([{ kind: 'truncated', checkpoint: 1, seq: 6 }]);
	});

	it('everything was computed anew', async () => {
		await asOwner(sql`update audit_entry set action = 'test.other' where id = ${at(2)}`);
		await relink();
		expect(await findings()).toEqual([{ kind: 'rewritten', checkpoint: 1, seq: 6 }]);
	});
});

describe('names what is wrong with the checkpoints', () => {
	const put = (number: number, body: string) =>
		putLocked({ store: log.store, bucket: 'archive', key: checkpointKey({ log: logId, number }), body: Buffer.from(body), contentType: 'text/plain', lock: { mode: 'GOVERNANCE', until: new Date(Date.now() + 1000) } });
	let logId: string;
	beforeEach(async () => {
		const [row] = await asOwner(sql`select id from audit_log`);
		logId = String(row?.id);
	});

	it('one that is not ours', async () => {
		await put(2, 'sal/00000000\n6\n');
		expect(await findings()).toEqual([{ kind: 'bad-signature', checkpoint: 2 }]);
	});

	it('one signed with another key', async () => {
		const other = await makeLog();
		try {
			await log.write({});
			await linkAll(log.app.db);
			await writeCheckpoint({ ...log.signing, privateKeyPem: other.signing.privateKeyPem }, new Date());
		} finally {
			await other.close();
		}
		expect(await findings()).toEqual([{ kind: 'bad-signature', checkpoint: 2 }]);
	});

	it('one that is gone', async () => {
		for await (const { key, versionId } of listVersions({ store: log.store, bucket: 'archive', prefix: 'log/' })) await log.store.client.removeObject(log.store.buckets.archive, key, { versionId, governanceBypass: true });
		expect(await findings()).toEqual([{ kind: 'checkpoint-missing', checkpoint: 1 }]);
	});

	it('one in the middle', async () => {
		await put(3, 'not ours');
		expect(await findings()).toEqual([{ kind: 'checkpoint-missing', checkpoint: 2 }, { kind: 'bad-signature', checkpoint: 3 }]);
	});
});

it('survives a checkpoint that was written but not remembered', async () => {
	await asOwner(sql`delete from audit_checkpoint`);
	await log.write({});
	await linkAll(log.app.db);
	expect(await writeCheckpoint(log.signing, new Date())).toMatchObject({ number: 1, size: 6 });
	expect(await writeCheckpoint(log.signing, new Date())).toMatchObject({ number: 2, size: 7 });
	expect(await verify()).toEqual({ whole: true, entries: 7, checkpoints: 2, findings: [] });
});

it('signs on after the database was put back to an earlier state, and still says what is missing', async () => {
	await asOwner(sql`delete from audit_chain where seq > 4`);
	await asOwner(sql`delete from audit_entry where id > ${at(4)}`);
	await asOwner(sql`delete from audit_checkpoint`);
	expect(await writeCheckpoint(log.signing, new Date())).toMatchObject({ number: 2, size: 4 });
	expect(await findings()).toEqual([{ kind: 'truncated', checkpoint: 1, seq: 6 }]);
});
