/** Directories over HTTP: what Entra ID and Keycloak ask in turn, what is refused and how, and nobody else's people. */
import { affiliation, auditEntry, organisation, person, roleGrant, withActor, type PersonActor } from '@sal/db';
import { and, eq, like, sql } from 'drizzle-orm';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { answerScim } from './scim/answer.server.ts';
import { createToken, readTokens, revokeToken } from './tokens.server.ts';

const run = crypto.randomUUID().slice(0, 8);
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
let house: TestHouse;
let admin: PersonActor;
let foreigner: PersonActor;
let server: Server;
let base: string;
let token: string;
let hospital: string;
let ward: string;

beforeAll(async () => {
	house = await makeTestHouse();
	[hospital, ward] = [crypto.randomUUID(), crypto.randomUUID()];
	await house.owner.db.insert(organisation).values({ id: hospital, parentId: house.organisationId, kind: 'hospital', name: `Nemocnice ${run}` });
	await house.owner.db.insert(organisation).values({ id: ward, parentId: hospital, kind: 'ward', name: `Chirurgie ${run}`, externalId: `CH-${run}` });
	admin = await putPerson(house.owner.db, { organisation: house.organisationId, role: 'admin' });
	foreigner = await putPerson(house.owner.db, { organisation: house.organisationId, role: 'staff', name: 'Cizí Osoba' });
	token = await withActor(house.portal.db, admin, (tx) => createToken({ tx, actor: admin, organisationId: hospital, label: 'Entra', days: 90, now: new Date() }));
	server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { method = 'GET', url = '/' } = incoming;
			const request = new Request(`http://localhost${url}`, { method, headers: incoming.headers as Record<string, string>, ...(chunks.length > 0 && { body: Buffer.concat(chunks) }) });
			const path = new URL(request.url).pathname.slice('/scim/v2'.length);
			answerScim({ db: house.portal.db, request, path, origin: 'https://sal.test', from: { address: '192.0.2.7', requestId: `r-${run}` } }).then(
				async (answer) => outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text()),
				(error: unknown) => outgoing.writeHead(500).end(String(error))
			);
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/scim/v2`;
});
afterAll(async () => {
	server?.close();
	await house?.close();
});

interface Answer {
	status: number;
	headers: Headers;
	body: { [key: string]: unknown; id?: string; detail?: string; scimType?: string; totalResults?: number; Resources?: { id: string; [key: string]: unknown }[]; members?: { value: string }[]; active?: boolean };
}
async function ask(method: string, path: string, { body, headers = {}, bearer = token }: { body?: unknown; headers?: Record<string, string>; bearer?: string } = {}): Promise<Answer> {
	const response = await fetch(base + path, { method, headers: { authorization: `Bearer ${bearer}`, ...(body !== undefined && { 'content-type': 'application/scim+json' }), ...headers }, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
	const text = await response.text();
	return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
}
const entraUser = (name: string, more: object = {}) => ({ schemas: [USER, ENTERPRISE], externalId: `${name}-${run}`, userName: `${name}-${run}@example.test`, active: true, displayName: `${name} Nová`, emails: [{ primary: true, type: 'work', value: `${name}-${run}@example.test` }], meta: { resourceType: 'User' }, name: { formatted: `${name} Nová`, familyName: 'Nová', givenName: name }, roles: [], title: 'lékařka', ...more });
const byName = (name: string) => `/Users?filter=${encodeURIComponent(`userName eq "${name}-${run}@example.test"`)}`;
const patch = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

it('a directory of Entra’s kind: asks, adds, changes, switches off and on, gives a role, takes it away, deletes', async () => {
	expect((await ask('GET', byName('eva'))).body).toMatchObject({ totalResults: 0, Resources: [] });
	const added = await ask('POST', '/Users', { body: entraUser('eva', { [ENTERPRISE]: { department: `CH-${run}`, employeeNumber: '7' }, unknown: 'left aside' }) });
	expect(added.status).toBe(201);
	const id = added.body.id ?? '';
	expect(added.headers.get('location')).toBe(`https://sal.test/scim/v2/Users/${id}`);
	expect(added.body).toMatchObject({ userName: `eva-${run}@example.test`, externalId: `eva-${run}`, active: true, title: 'lékařka', [ENTERPRISE]: { organization: `Chirurgie ${run}`, department: `Chirurgie ${run}` } });
	expect(added.body).not.toHaveProperty('unknown');
	expect((await ask('GET', byName('EVA'))).body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
	expect((await ask('POST', '/Users', { body: entraUser('eva') })).body).toMatchObject({ status: '409', scimType: 'uniqueness' });

	const changed = await ask('PATCH', `/Users/${id}`, { body: patch({ op: 'Replace', path: 'name.familyName', value: 'Stará' }, { op: 'Add', path: 'title', value: 'primářka' }, { op: 'Add', path: 'name.honorificPrefix', value: 'MUDr.' }) });
	expect(changed.body).toMatchObject({ displayName: 'MUDr. eva Stará', title: 'primářka' });
	expect((await ask('PATCH', `/Users/${id}`, { body: patch({ op: 'Replace', path: 'active', value: 'False' }) })).body).toMatchObject({ active: false });
	expect((await house.owner.db.select({ at: person.disabledAt }).from(person).where(eq(person.id, id)))[0]?.at).toBeInstanceOf(Date);
	expect((await ask('PATCH', `/Users/${id}`, { body: patch({ op: 'replace', value: { active: true } }) })).body).toMatchObject({ active: true });

	const groups = await ask('GET', '/Groups?excludedAttributes=members');
	expect(groups.body.Resources?.map((each) => each.id)).toContain('recordings.clerk');
	expect(JSON.stringify(groups.body)).not.toMatch(/portal\.admin|organisation\.admin|region\.auditor|"members"/);
	expect((await ask('PATCH', '/Groups/recordings.clerk', { body: patch({ op: 'Add', path: 'members', value: [{ value: id }] }) })).body.members).toEqual([expect.objectContaining({ value: id })]);
	expect(await house.owner.db.select({ role: roleGrant.role, at: roleGrant.organisationId, note: roleGrant.note }).from(roleGrant).innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId)).where(eq(affiliation.personId, id))).toEqual([{ role: 'recordings.clerk', at: hospital, note: 'SCIM: Entra' }]);
	expect((await ask('PATCH', '/Groups/recordings.clerk', { body: patch({ op: 'Remove', path: `members[value eq "${id}"]` }) })).body.members ?? []).toEqual([]);

	expect((await ask('DELETE', `/Users/${id}`)).status).toBe(204);
	expect((await ask('GET', `/Users/${id}`)).status).toBe(404);
	expect((await house.owner.db.select({ at: person.disabledAt }).from(person).where(eq(person.id, id)))[0]?.at).toBeInstanceOf(Date);
	const acts = await house.owner.db.select({ action: auditEntry.action, kind: auditEntry.actorKind }).from(auditEntry).where(and(eq(auditEntry.objectId, id), like(auditEntry.action, 'directory.%')));
	expect(acts.map(({ action, kind }) => `${kind} ${action}`)).toEqual(['job directory.user-created', 'job directory.user-changed', 'job directory.user-changed', 'job directory.user-changed', 'job directory.user-removed']);
});

it('a directory of Keycloak’s kind: reads what the service is, puts whole resources, and is told when somebody was quicker', async () => {
	expect((await ask('GET', '/ServiceProviderConfig')).body).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, sort: { supported: false }, etag: { supported: true } });
	expect((await ask('GET', '/ResourceTypes')).body.Resources?.map((each) => each.id)).toEqual(['User', 'Group']);
	expect((await ask('GET', `/Schemas/${USER}`)).body).toMatchObject({ id: USER });
	const added = await ask('POST', '/Users', { body: { schemas: [USER], userName: `jan-${run}@example.test`, name: { givenName: 'Jan', familyName: 'Malý' } } });
	const at = `/Users/${added.body.id}`;
	const etag = added.headers.get('etag') ?? '';
	expect((await ask('GET', at, { headers: { 'if-none-match': etag } })).status).toBe(304);
	const put = await ask('PUT', at, { body: { schemas: [USER], id: 'not mine to say', userName: `jan-${run}@example.test`, name: { givenName: 'Jan', familyName: 'Velký' }, active: true }, headers: { 'if-match': etag } });
	expect(put.body).toMatchObject({ id: added.body.id, displayName: 'Jan Velký' });
	expect((await ask('PUT', at, { body: entraUser('jan'), headers: { 'if-match': etag } })).status).toBe(412);
	expect((await ask('GET', `/Users?startIndex=1&count=1&attributes=userName`)).body).toMatchObject({ itemsPerPage: 1, Resources: [{ schemas: expect.any(Array) as unknown, userName: expect.any(String) as unknown }] });
});

it('two directories may call two people the same, or one person by two names', async () => {
	const other = crypto.randomUUID();
	await house.owner.db.insert(organisation).values({ id: other, parentId: house.organisationId, kind: 'hospital', name: `Druhá nemocnice ${run}` });
	const bearer = await withActor(house.portal.db, admin, (tx) => createToken({ tx, actor: admin, organisationId: other, label: 'Keycloak', days: 90, now: new Date() }));
	const first = await ask('POST', '/Users', { body: entraUser('anna', { externalId: '1' }) });
	const second = await ask('POST', '/Users', { body: entraUser('beata', { externalId: '1' }), bearer });
	expect([first.status, second.status]).toEqual([201, 201]);
	const one = `/Users?filter=${encodeURIComponent('externalId eq "1"')}`;
	expect((await ask('GET', one)).body.Resources?.map(({ id }) => id)).toEqual([first.body.id]);
	expect((await ask('GET', one, { bearer })).body.Resources?.map(({ id }) => id)).toEqual([second.body.id]);
	expect((await ask('POST', '/Users', { body: entraUser('cilka', { externalId: '1' }) })).body).toMatchObject({ status: '409', scimType: 'uniqueness' });
	const shared = await ask('POST', '/Users', { body: entraUser('anna', { externalId: '77' }), bearer });
	expect(shared.body).toMatchObject({ id: first.body.id, externalId: '77' });
	expect((await ask('GET', `/Users/${first.body.id}`)).body).toMatchObject({ externalId: '1' });
});

it('whoever runs the portal is read by a directory, and changed by no directory', async () => {
	const operator = await putPerson(house.owner.db, { organisation: hospital, role: 'staff', name: 'Olga Správná' });
	await house.owner.db.insert(roleGrant).values({ affiliationId: operator.affiliation, role: 'portal.admin', organisationId: house.organisationId });
	await house.owner.db.update(person).set({ givenName: 'Olga', familyName: 'Správná' }).where(eq(person.id, operator.person));
	const at = `/Users/${operator.person}`;
	const [was] = await house.owner.db.select().from(person).where(eq(person.id, operator.person));
	expect((await ask('GET', at)).body).toMatchObject({ displayName: 'Olga Správná', active: true });
	const taken = { op: 'replace', path: 'userName', value: `taken-${run}@example.test` };
	for (const body of [patch(taken), patch({ op: 'replace', path: 'active', value: false }), patch({ op: 'replace', path: `${ENTERPRISE}:department`, value: `CH-${run}` })]) expect((await ask('PATCH', at, { body })).status).toBe(403);
	expect((await ask('DELETE', at)).status).toBe(403);
	expect((await ask('PATCH', at, { body: patch({ op: 'replace', path: 'active', value: true }) })).status).toBe(200);
	expect(await house.owner.db.select().from(person).where(eq(person.id, operator.person))).toEqual([was]);
	expect(await house.owner.db.select({ until: affiliation.validUntil }).from(affiliation).where(eq(affiliation.personId, operator.person))).toEqual([{ until: null }]);
});

describe('refused in SCIM’s own words', () => {
	it.each([
		['no JSON', 'POST', '/Users', '{', 400, 'invalidSyntax'],
		['a user without a name to sign in with', 'POST', '/Users', { schemas: [USER] }, 400, 'invalidValue'],
		['a name that is no address', 'POST', '/Users', { userName: 'eva' }, 400, 'invalidValue'],
		['a filter that is none', 'GET', '/Users?filter=userName+is+eva', undefined, 400, 'invalidFilter'],
		['a count that is none', 'GET', '/Users?count=many', undefined, 400, 'invalidValue'],
		['an unknown user', 'GET', '/Users/nobody', undefined, 404, undefined],
		['an unknown resource', 'GET', '/Devices', undefined, 404, undefined],
		['bulk', 'POST', '/Bulk', {}, 501, undefined],
		['a filter on what the service says of itself', 'GET', '/Schemas?filter=id+pr', undefined, 403, undefined],
		['a new group', 'POST', '/Groups', { displayName: 'Zaměstnanci' }, 400, 'invalidValue'],
		['a group that is there', 'POST', '/Groups', { displayName: 'recordings.clerk' }, 409, 'uniqueness'],
		['the end of a group', 'DELETE', '/Groups/recordings.clerk', undefined, 403, 'mutability'],
		['the operators’ role', 'PATCH', '/Groups/portal.admin', patch({ op: 'Add', path: 'members', value: [] }), 404, undefined],
		['a member from elsewhere', 'PUT', '/Groups/recordings.clerk', { members: [{ value: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }] }, 400, 'invalidValue'],
		['a page that is none', 'GET', '/Users?startIndex=first', undefined, 400, 'invalidValue'],
		['a filter without an end', 'GET', '/Users?filter=userName+eq+%22eva', undefined, 400, 'invalidFilter'],
		['a value that no database takes', 'POST', '/Users', { userName: `nul-${run}@example.test`, title: 'a\0b' }, 400, 'invalidValue'],
		['an address that is no text', 'GET', '/Users/%E0%A4%A', undefined, 404, undefined],
		['a method that nothing has', 'DELETE', '/Users', undefined, 405, undefined],
		['a patch of nothing', 'PATCH', '/Groups/recordings.clerk', { schemas: [PATCH], Operations: [] }, 400, 'invalidSyntax'],
		['a patch to nowhere', 'PATCH', '/Groups/recordings.clerk', patch({ op: 'replace', path: 'members[', value: [] }), 400, 'invalidSyntax'],
		['an operation that is none', 'PATCH', '/Groups/recordings.clerk', patch({ op: 'turn', path: 'members', value: [] }), 400, 'invalidSyntax'],
		['a patch that is none', 'PATCH', '/Groups/recordings.clerk', { Operations: 'x' }, 400, 'invalidSyntax']
	] as const)('%s', async (_, method, path, body, status, scimType) => {
		const answer = await ask(method, path, { body });
		expect({ status: answer.status, scimType: answer.body.scimType, said: answer.body.status, told: typeof answer.body.detail }).toEqual({ status, scimType, said: String(status), told: 'string' });
		expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
	});
});

it('of two changes made from one reading the second is told to read again', async () => {
	const added = await ask('POST', '/Users', { body: entraUser('ota') });
	const etag = added.headers.get('etag') ?? '';
	const change = (title: string) => ask('PATCH', `/Users/${added.body.id}`, { body: patch({ op: 'replace', path: 'title', value: title }), headers: { 'if-match': etag } });
	expect((await Promise.all([change('lékař'), change('primář')])).map(({ status }) => status).toSorted()).toEqual([200, 412]);
	const now = await ask('GET', `/Users/${added.body.id}`);
	expect((await ask('GET', `/Users/${added.body.id}`, { headers: { 'if-none-match': `"other", ${now.headers.get('etag')}` } })).status).toBe(304);
	expect((await ask('PATCH', `/Users/${added.body.id}`, { body: patch({ op: 'add', path: 'nickName', value: 'Oťas' }), headers: { 'if-match': '*' } })).body).not.toHaveProperty('nickName');
	expect((await ask('GET', '/Users?filter=nickName+eq+%22O%22')).body).toMatchObject({ totalResults: 0 });
});

it('25,000 people are read page by page, in one order', async () => {
	const many = crypto.randomUUID();
	await house.owner.db.insert(organisation).values({ id: many, parentId: house.organisationId, kind: 'other', name: `Velká ${run}` });
	await house.owner.db.execute(sql`with people as (insert into person (email, name, family_name) select 'n' || n || ${`-${run}@example.test`}, 'Člověk ' || n, 'Člověk' from generate_series(1, 25000) n returning id)
		insert into affiliation (person_id, organisation_id) select id, ${many}::uuid from people`);
	const bearer = await withActor(house.portal.db, admin, (tx) => createToken({ tx, actor: admin, organisationId: many, label: 'Velká', days: 1, now: new Date() }));
	const there = await house.owner.db.select({ id: affiliation.personId }).from(affiliation).where(eq(affiliation.organisationId, many)).orderBy(affiliation.personId);
	for (const [startIndex, length] of [[1, 200], [12_401, 200], [24_951, 50], [25_001, 0]] as const) {
		const { body } = await ask('GET', `/Users?startIndex=${startIndex}&count=1000&attributes=userName`, { bearer });
		expect(body).toMatchObject({ totalResults: 25_000, startIndex, itemsPerPage: length });
		expect(body.Resources?.map(({ id }) => id)).toEqual(there.slice(startIndex - 1, startIndex - 1 + length).map(({ id }) => id));
	}
});

describe('the subtree is all there is', () => {
	it('people from elsewhere are not there, and keep their names when they come', async () => {
		expect((await ask('GET', `/Users/${foreigner.person}`)).status).toBe(404);
		const [{ email } = { email: '' }] = await house.owner.db.select({ email: person.email }).from(person).where(eq(person.id, foreigner.person));
		const come = await ask('POST', '/Users', { body: { userName: email, name: { givenName: 'Jiné', familyName: 'Jméno' } } });
		expect(come).toMatchObject({ status: 201, body: { id: foreigner.person, displayName: 'Cizí Osoba' } });
		expect((await ask('PUT', `/Users/${foreigner.person}`, { body: { userName: email, name: { givenName: 'Jiné', familyName: 'Jméno' } } })).status).toBe(403);
		expect((await ask('DELETE', `/Users/${foreigner.person}`)).status).toBe(204);
		expect(await house.owner.db.select({ at: person.disabledAt }).from(person).where(eq(person.id, foreigner.person))).toEqual([{ at: null }]);
	});
	it('a token that is none, has expired or was revoked opens nothing', async () => {
		const make = (days: number) => withActor(house.portal.db, admin, (tx) => createToken({ tx, actor: admin, organisationId: hospital, label: `krátký ${days}`, days, now: new Date() }));
		const [expired, revoked] = [await make(-1), await make(1)];
		expect((await ask('GET', '/Users', { bearer: revoked })).status).toBe(200);
		await withActor(house.portal.db, admin, async (tx) => {
			const found = (await readTokens({ tx, actor: admin })).find(({ label }) => label === 'krátký 1');
			await revokeToken({ tx, actor: admin, id: found?.id ?? '', now: new Date() });
		});
		for (const bearer of ['', 'x'.repeat(43), expired, revoked]) {
			const { status, headers, body } = await ask('GET', '/Users', { bearer });
			expect({ status, asks: headers.get('www-authenticate'), said: body.status }).toEqual({ status: 401, asks: 'Bearer realm="scim"', said: '401' });
		}
	});
});
