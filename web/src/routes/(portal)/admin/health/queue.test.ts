/** The administrators' view of the queue, over the real queue with its own tables: a newer pg-boss that changed them would be noticed here. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { auditEntry, auditPersonal, organisation, withActor, type PersonActor as Person } from '@sal/db';
import { connect as connectStore } from '@sal/storage';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startQueue, type RunningQueue } from '../../../../jobs/queue.ts';
import { defineJob, noData } from '#lib/server/job.ts';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import type { Standing } from '#lib/server/standing.fixture.ts';
import { readQueue, tryAgain } from './queue.server.ts';

const name = `test.stumbles-${randomUUID().slice(0, 8)}`;
let house: TestHouse;
let queue: RunningQueue;
let mended = false;
let admin: Person;
let others: Person[];

beforeAll(async () => {
	house = await makeTestHouse();
	const ward = randomUUID();
	await house.owner.db.insert(organisation).values({ id: ward, parentId: house.organisationId, kind: 'other', name: `Oddělení ${ward}` });
	const who = (role: Standing, organisation: string): Promise<Person> => putPerson(house.owner.db, { role, organisation });
	admin = await who('admin', house.organisationId);
	others = [await who('admin', ward), await who('clerk', house.organisationId), await who('office', house.organisationId)];
	const store = connectStore({ endpoint: 'http://127.0.0.1:9', accessKey: 'none', secretKey: 'nonenone' });
	const { config, db, log } = house.portal;
	const stumbles = defineJob({
		name,
		data: noData,
		atStart: {},
		run: () => (mended ? Promise.resolve() : Promise.reject(new Error('the disk is full\nsecond line: MUDr. Nováková')))
	});
	queue = await startQueue({ house: { config, db, log, store, openEraser: () => store, trust: { portal: {}, sfus: {} }, privateKeyPem: '', signer: 'sal-web', scratch: tmpdir() }, jobs: [stumbles], databaseUrl: String(process.env.DATABASE_OWNER_URL), sweepSeconds: 3600 });
}, 60_000);
afterAll(async () => {
	await queue?.stop();
	await house?.close();
});

const as = (actor: Person) => ({
	read: () => withActor(house.portal.db, actor, async (tx) => (await readQueue(tx, actor)).filter((job) => job.name === name)),
	again: (id: string) => withActor(house.portal.db, actor, (tx) => tryAgain(tx, { actor, id }))
});

it('a job that failed is shown with its reason to the administrator of the whole portal, who alone takes it up again', async () => {
	// As after many failures: the next attempt is far away.
	const postponed = () => house.owner.db.execute<{ id: string }>(sql`update pgboss.job set start_after = now() + interval '1 hour' where name = ${name} and state = 'retry' returning id`);
	let id = '';
	await expect.poll(async () => (id = (await postponed())[0]?.id ?? ''), { timeout: 30_000 }).not.toBe('');
	expect(await as(admin).read()).toMatchObject([{ id, state: 'retry', reason: 'the disk is full' }]);
	const [partAdmin] = others;
	if (!partAdmin) throw new Error('nobody');
	// Were the guard forgotten, PostgreSQL would tell them nothing.
	expect(await withActor(house.portal.db, partAdmin, (tx) => tx.execute(sql`select * from sal_jobs()`))).toHaveLength(0);
	for (const actor of others) {
		await expect(as(actor).read()).rejects.toMatchObject({ code: 'forbidden' });
		await expect(as(actor).again(id)).rejects.toMatchObject({ code: 'forbidden' });
	}
	mended = true;
	await as(admin).again(id);
	await expect.poll(() => as(admin).read(), { timeout: 30_000 }).toEqual([]);
	await expect(as(admin).again(id)).rejects.toMatchObject({ code: 'conflict' });
	expect(await house.owner.db.select({ by: auditPersonal.person }).from(auditEntry).innerJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id)).where(and(eq(auditEntry.action, 'job.again'), eq(auditEntry.objectId, id)))).toEqual([{ by: admin.person }]);
}, 90_000);
