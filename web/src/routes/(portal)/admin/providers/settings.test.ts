/** What may be changed of a provider after it was added, against a real database. */
import { auditEntry, organisation, provider, withActor, type PersonActor, type Tx } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretPurpose } from '#lib/server/oidc/provider.ts';
import { makeRelying, type TestRelying } from '#lib/server/oidc/relying.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { addProvider, changeProvider, listProviders, setServes } from './store.server.ts';

let test: TestRelying;
let operator: PersonActor;
let ward: string;
beforeAll(async () => {
	test = await makeRelying();
	operator = await putPerson(test.house.owner.db, { organisation: test.house.organisationId, role: 'admin' });
	ward = crypto.randomUUID();
	await test.house.owner.db.insert(organisation).values({ id: ward, parentId: test.house.organisationId, kind: 'ward', name: `Oddělení ${ward}` });
});
afterAll(() => test?.house.close());

const as = <T>(actor: PersonActor, fn: (tx: Tx) => Promise<T>) => withActor(test.house.portal.db, actor, fn);
const domain = () => `d${crypto.randomUUID().slice(0, 8)}.test`;
const register = () => test.register({ issuer: `http://127.0.0.1:9/${crypto.randomUUID()}`, clientId: 'portal', clientSecret: 'dosavadní' });
const stored = async (id: string) => (await test.house.owner.db.select().from(provider).where(eq(provider.id, id)))[0];
const settings = (id: string) => ({ id, name: 'Krajské přihlášení', clientId: 'portal', clientSecret: '', domains: [] as string[], newcomers: null as string | null });
const change = (id: string, what: Partial<ReturnType<typeof settings>>, actor = operator) => as(actor, (tx) => changeProvider({ tx, actor }, { ...settings(id), ...what }, test.relying().seal));

it('changes name, client, domains and where newcomers go; the issuer and an empty secret stay', async () => {
	const id = await register();
	const before = await stored(id);
	const mine = domain();
	await change(id, { name: 'Nové jméno', clientId: 'jiný', domains: [mine], newcomers: ward });
	expect(await stored(id)).toEqual({ ...before, name: 'Nové jméno', clientId: 'jiný', emailDomains: [mine], newcomersOrganisationId: ward });
	await change(id, { clientSecret: 'nové' });
	expect(test.relying().seal.open((await stored(id))?.clientSecret ?? '', secretPurpose(id))).toBe('nové');
	const entries = await test.house.owner.db.select({ detail: auditEntry.detail }).from(auditEntry).where(and(eq(auditEntry.action, 'provider.changed'), eq(auditEntry.objectId, id)));
	expect(entries.map(({ detail }) => (detail as { secret: boolean }).secret)).toEqual([false, true]);
	expect(JSON.stringify(entries)).not.toContain('nové');
	expect(JSON.stringify(await as(operator, (tx) => listProviders({ tx, actor: operator })))).not.toMatch(/nové|clientSecret/);
});

it('a domain belongs to one provider, also when two take it at once', async () => {
	const [first, second] = [await register(), await register()];
	const [taken, contested] = [domain(), domain()];
	await change(first, { domains: [taken] });
	await expect(change(second, { domains: [domain(), taken] })).rejects.toMatchObject({ code: 'provider-domain-taken' });
	expect((await stored(second))?.emailDomains).toEqual([]);
	const added = { id: crypto.randomUUID(), name: 'Třetí', issuer: 'http://127.0.0.1:9/third', clientId: crypto.randomUUID(), clientSecret: 'x', organisation: test.house.organisationId, domains: [taken], newcomers: false };
	await expect(as(operator, (tx) => addProvider({ tx, actor: operator }, added, test.relying().seal))).rejects.toMatchObject({ code: 'provider-domain-taken' });
	const outcomes = await Promise.allSettled([change(first, { domains: [contested] }), change(second, { domains: [contested] })]);
	expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	await change(first, { domains: [taken] });
	await change(first, { domains: [taken, domain()] });
});

it('newcomers get a place only where the provider serves, and none once it serves there no more', async () => {
	const id = await register();
	await expect(change(id, { newcomers: await test.elsewhere() })).rejects.toMatchObject({ code: 'provider-newcomers-beyond' });
	await change(id, { newcomers: ward });
	await as(operator, (tx) => setServes({ tx, actor: operator }, { id, organisation: test.house.organisationId, serves: false }));
	expect((await stored(id))?.newcomersOrganisationId).toBeNull();
});

it('is for operators, and for providers that are there', async () => {
	const id = await register();
	const delegate = await putPerson(test.house.owner.db, { organisation: test.house.organisationId, role: 'administrator' });
	await expect(change(id, { name: 'Cizí' }, delegate)).rejects.toMatchObject({ code: 'forbidden' });
	await expect(change(crypto.randomUUID(), {})).rejects.toMatchObject({ code: 'not-found' });
	expect((await stored(id))?.name).toBe('Krajské přihlášení');
});
