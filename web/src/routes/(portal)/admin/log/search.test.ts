import { affiliation, organisation, person, roleGrant, withActor, type PersonActor, type Tx } from '@sal/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#lib/server/audit.ts';
import { makeLog, type TestLog } from '../../../../audit/log.fixture.ts';
import { exportLog } from './export.server.ts';
import { parseFilter } from './schema.ts';
import { readEntry, searchLog } from './search.server.ts';

let log: TestLog;
const now = new Date();
const hospital = crypto.randomUUID();
const ward = crypto.randomUUID();
let admin: PersonActor;
let manager: PersonActor;
let nurse: PersonActor;

async function hire(name: string, at: string, role?: string): Promise<PersonActor> {
	const [who, place, grant] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
	await log.owner.db.insert(person).values({ id: who, name, email: `${who}@test` });
	await log.owner.db.insert(affiliation).values({ id: place, personId: who, organisationId: at });
	if (role) await log.owner.db.insert(roleGrant).values({ id: grant, affiliationId: place, role, organisationId: at });
	const path = at === log.actor.organisation ? [at] : [log.actor.organisation, at];
	return { kind: 'person', person: who, organisation: at, affiliation: place, grants: role ? [{ id: grant, role, organisation: at, organisationName: '', path, since: '2020-01-01T00:00:00Z', until: null, by: null }] : [] };
}

const as = <T>(actor: PersonActor, fn: (tx: Tx) => Promise<T>) => withActor(log.app.db, actor, fn, { requestId: 'r-42', address: '192.0.2.7' });
const found = async (actor: PersonActor, search: string) => (await as(actor, (tx) => searchLog(tx, { actor, filter: parseFilter(new URLSearchParams(search)), now }))).entries.map(({ action }) => action);

beforeAll(async () => {
	log = await makeLog();
	await log.owner.db.insert(organisation).values({ id: hospital, parentId: log.actor.organisation, kind: 'hospital', name: 'Nemocnice Ořechov' });
	await log.owner.db.insert(organisation).values({ id: ward, parentId: hospital, kind: 'ward', name: 'Oddělení' });
	admin = await hire('Správce Kraje', log.actor.organisation, 'portal.admin');
	manager = await hire('Správce Nemocnice', hospital, 'organisation.admin');
	nurse = await hire('Žofie Řehořová', ward);
	await as(nurse, (tx) => audit(tx, { action: 'test.nurse', object: { kind: 'thing', id: 'thing-7' } }));
	await as(admin, (tx) => audit(tx, { action: 'test.about-nurse', subjects: [nurse.person] }));
	await as(manager, (tx) => audit(tx, { action: 'test.manager', outcome: 'refused' }));
	await log.write({ action: 'test.region' });
});
afterAll(() => log.close());

describe('what is found', () => {
	it.each([
		['', ['test.region', 'test.manager', 'test.about-nurse', 'test.nurse']],
		['action=test.nurse', ['test.nurse']],
		['outcome=refused', ['test.manager']],
		['q=rehorova', ['test.about-nurse', 'test.nurse']],
		['q=orechov', ['test.manager']],
		['q=thing-7', ['test.nurse']],
		['q=192.0.2.7', ['test.manager', 'test.about-nurse', 'test.nurse']],
		['q=r-42', ['test.manager', 'test.about-nurse', 'test.nurse']],
		['q=100%25', []],
		['to=2020-01-01', []],
		['from=2020-01-01', ['test.region', 'test.manager', 'test.about-nurse', 'test.nurse']],
		['after=2020-01-01T00:00:00.000000Z_1', []],
		// What is no filter filters nothing.
		['from=2026-02-31&outcome=x&person=nobody&after=1', ['test.region', 'test.manager', 'test.about-nurse', 'test.nurse']]
	])('"%s"', async (search, actions) => {
		expect(await found(admin, search)).toEqual(actions);
	});

	it('by an organisation, with everything below it', async () => {
		expect(await found(admin, `organisation=${hospital}`)).toEqual(['test.manager', 'test.nurse']);
		expect(await found(admin, `organisation=${hospital}&q=rehorova`)).toEqual(['test.nurse']);
	});
	it('by a person: what they did, and what concerns them', async () => {
		expect(await found(admin, `person=${nurse.person}`)).toEqual(['test.about-nurse', 'test.nurse']);
	});
	it('page by page, each entry once', async () => {
		const pages: string[] = [];
		let after: string | undefined;
		for (let page = 0; page < 4; page++) {
			const { entries, next } = await as(admin, (tx) => searchLog(tx, { actor: admin, filter: { ...parseFilter(new URLSearchParams()), after }, now, limit: 1 }));
			pages.push(...entries.map(({ action }) => action));
			after = next;
		}
		expect(pages).toEqual(['test.region', 'test.manager', 'test.about-nurse', 'test.nurse']);
		expect(after).toBeUndefined();
	});
});

describe('who administers a part', () => {
	it('finds what happened there, and nothing else', async () => {
		expect(await found(manager, '')).toEqual(['test.manager', 'test.nurse']);
		expect(await found(manager, `organisation=${log.actor.organisation}`)).toEqual(['test.manager', 'test.nurse']);
		expect(await found(manager, `person=${nurse.person}`)).toEqual(['test.nurse']);
		expect(await found(manager, 'q=192.0.2.7')).toEqual(['test.manager', 'test.nurse']);
	});
	it('opens no entry of others', async () => {
		const [newest] = (await as(admin, (tx) => searchLog(tx, { actor: admin, filter: parseFilter(new URLSearchParams()), now }))).entries;
		expect(newest).toBeDefined();
		expect(await as(manager, (tx) => readEntry(tx, { actor: manager, id: newest?.id ?? 0, now }))).toBeUndefined();
	});
});

it('everybody else is refused', async () => {
	await expect(found(nurse, '')).rejects.toMatchObject({ code: 'forbidden' });
	await expect(exportLog({ inTx: (fn) => as(nurse, fn), actor: nurse, filter: parseFilter(new URLSearchParams()), now })).rejects.toMatchObject({ code: 'forbidden' });
});

it('hands out one JSON object a line, and writes down that it did', async () => {
	const filter = parseFilter(new URLSearchParams('outcome=refused'));
	const text = await new Response(await exportLog({ inTx: (fn) => as(admin, fn), actor: admin, filter, now })).text();
	expect(text.split('\n')).toHaveLength(2);
	expect(JSON.parse(text)).toMatchObject({ action: 'test.manager', outcome: 'refused', name: 'Správce Nemocnice', address: '192.0.2.7' });
	expect(await found(admin, 'action=log.exported')).toEqual(['log.exported']);
});
