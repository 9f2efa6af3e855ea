import { affiliation, auditEntry, person, provider, providerIdentity, roleGrant } from '@sal/db';
import { and, desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFalseProvider, type FalseProvider } from './false-provider.fixture.ts';
import { providersForLogin } from './provider.ts';
import { openBrowser, startRealProvider, type RealProvider } from './real-provider.fixture.ts';
import { makeRelying, PORTAL, type TestRelying } from './relying.fixture.ts';
import { arrive, ATTEMPT_MS, depart } from './sign-in.ts';

let test: TestRelying;
beforeAll(async () => {
	test = await makeRelying();
});
afterAll(() => test?.house.close());

/** The newest refusal of a sign-in through this provider, as the log has it. */
async function logged(providerId: string): Promise<unknown> {
	const [entry] = await test.house.owner.db
		.select({ detail: auditEntry.detail })
		.from(auditEntry)
		.where(and(eq(auditEntry.action, 'session.sign-in'), eq(auditEntry.outcome, 'refused'), eq(auditEntry.objectId, providerId)))
		.orderBy(desc(auditEntry.id))
		.limit(1);
	return entry?.detail;
}

describe('a real provider', () => {
	let real: RealProvider;
	let id: string;
	beforeAll(async () => {
		id = crypto.randomUUID();
		real = await startRealProvider({ redirectUris: [`${PORTAL}/login/provider/${id}/callback`] });
		await test.register({ id, ...real });
	});
	afterAll(() => real?.close());

	/** Somebody with an account at the provider, and perhaps one here under the same address. */
	async function somebody({ here = true, verified = true } = {}) {
		const ours = here ? await test.house.addPerson({ role: 'official', password: 'čtyři slova za sebou' }) : { id: '', email: `nova.${crypto.randomUUID()}@obec.test` };
		const login = crypto.randomUUID();
		real.accounts.set(login, { sub: login, email: ours.email.toUpperCase(), email_verified: verified, name: 'Nová Osoba' });
		return { ...ours, login };
	}
	async function goAndReturn(login: string, { providerId = id, browser = openBrowser(real.issuer) } = {}) {
		const { url, secret } = await depart(test.relying(), { providerId, next: '/meetings' });
		const back = await browser.visit(url, login);
		return { back, secret, arrive: () => arrive(test.relying(), { providerId, search: back.search, secret }) };
	}

	it('signs in a person whom it knows by a verified address, and later by its subject alone', async () => {
		const { id: personId, login } = await somebody();
		expect(await (await goAndReturn(login)).arrive()).toMatchObject({ personId, next: '/meetings', subject: login, secondFactor: false });
		const account = real.accounts.get(login);
		if (account) Object.assign(account, { email: 'uplne.jina@obec.test', email_verified: false });
		expect((await (await goAndReturn(login)).arrive()).personId).toBe(personId);
	});

	it('sends with PKCE, nonce and state, and comes back once, in time, in the same browser, at the same provider', async () => {
		const { login } = await somebody();
		const { url } = await depart(test.relying(), { providerId: id, next: '/' });
		expect(Object.fromEntries(url.searchParams)).toMatchObject({ code_challenge_method: 'S256', response_type: 'code', nonce: expect.stringMatching(/^.{43}$/), state: expect.stringMatching(/^.{43}$/) });
		const first = await goAndReturn(login);
		await first.arrive();
		await expect(first.arrive()).rejects.toMatchObject({ code: 'provider-expired', why: 'state' });
		const other = await goAndReturn(login);
		await expect(arrive(test.relying(), { providerId: id, search: other.back.search, secret: 'of another browser' })).rejects.toMatchObject({ code: 'provider-expired', why: 'browser' });
		const late = await goAndReturn(login);
		await expect(arrive({ ...test.relying(), now: new Date(Date.now() + ATTEMPT_MS + 1) }, { providerId: id, search: late.back.search, secret: late.secret })).rejects.toMatchObject({ code: 'provider-expired' });
		const mixed = await goAndReturn(login);
		await expect(arrive(test.relying(), { providerId: crypto.randomUUID(), search: mixed.back.search, secret: mixed.secret })).rejects.toMatchObject({ code: 'provider-expired' });
	});

	it('refuses a code that was used before, whatever state it comes with', async () => {
		const { login } = await somebody();
		const first = await goAndReturn(login);
		await first.arrive();
		const second = await goAndReturn(login);
		const stolen = new URLSearchParams(second.back.search);
		stolen.set('code', new URLSearchParams(first.back.search).get('code') ?? '');
		await expect(arrive(test.relying(), { providerId: id, search: `?${stolen}`, secret: second.secret })).rejects.toMatchObject({ code: 'provider-refused', why: 'invalid_grant' });
		expect(await logged(id)).toMatchObject({ method: 'provider', why: 'invalid_grant' });
	});

	it.each([
		['whose address it has not verified', { verified: false }, 'email_verified'],
		['who has no account here', { here: false }, 'unknown_email']
	])('refuses somebody %s', async (_, options, why) => {
		const { login } = await somebody(options);
		await expect((await goAndReturn(login)).arrive()).rejects.toMatchObject({ code: 'provider-unknown-person', why });
	});

	it('refuses somebody of an organisation that it does not serve, and somebody who is disabled', async () => {
		const away = await somebody();
		await test.move(away.id, await test.elsewhere());
		await expect((await goAndReturn(away.login)).arrive()).rejects.toMatchObject({ why: 'not_served' });
		const gone = await somebody();
		await (await goAndReturn(gone.login)).arrive();
		await test.house.owner.db.update(person).set({ disabledAt: new Date() }).where(eq(person.id, gone.id));
		await expect((await goAndReturn(gone.login)).arrive()).rejects.toMatchObject({ code: 'provider-unknown-person', why: 'disabled' });
	});

	it('speaks for nobody who also belongs where it does not serve: the session could act there', async () => {
		const known = await somebody();
		await (await goAndReturn(known.login)).arrive();
		const other = await somebody();
		const foreign = await test.elsewhere();
		for (const { id } of [known, other]) await test.house.owner.db.insert(affiliation).values({ personId: id, organisationId: foreign });
		await expect((await goAndReturn(known.login)).arrive()).rejects.toMatchObject({ why: 'not_served' });
		await expect((await goAndReturn(other.login)).arrive()).rejects.toMatchObject({ why: 'not_served' });
	});

	it('does not give an account to another subject that has got the same address', async () => {
		const { login, email } = await somebody();
		await (await goAndReturn(login)).arrive();
		const successor = crypto.randomUUID();
		real.accounts.set(successor, { sub: successor, email, email_verified: true, name: 'Nástupce' });
		await expect((await goAndReturn(successor)).arrive()).rejects.toMatchObject({ code: 'provider-unknown-person', why: 'other_subject' });
	});

	it('is told that somebody would rather not', async () => {
		const { url, secret } = await depart(test.relying(), { providerId: id, next: '/' });
		const search = `?error=access_denied&state=${url.searchParams.get('state')}&iss=${encodeURIComponent(real.issuer)}`;
		await expect(arrive(test.relying(), { providerId: id, search, secret })).rejects.toMatchObject({ code: 'provider-denied', why: 'access_denied' });
	});

	it('may change its keys between two sign-ins', async () => {
		const { id: personId, login } = await somebody();
		await (await goAndReturn(login)).arrive();
		real.rotate();
		expect((await (await goAndReturn(login)).arrive()).personId).toBe(personId);
	});

	it('signs nobody in while it is disabled, and is not offered', async () => {
		const { login } = await somebody();
		const under = await goAndReturn(login);
		const set = (disabledAt: Date | null) => test.house.owner.db.update(provider).set({ disabledAt }).where(eq(provider.id, id));
		expect(await providersForLogin(test.house.portal.db)).toContainEqual({ id, name: 'Krajské přihlášení', emailDomains: [] });
		await set(new Date());
		await expect(under.arrive()).rejects.toMatchObject({ code: 'provider-expired', why: 'disabled' });
		await expect(depart(test.relying(), { providerId: id, next: '/' })).rejects.toMatchObject({ code: 'not-found' });
		expect((await providersForLogin(test.house.portal.db)).map((each) => each.id)).not.toContain(id);
		await set(null);
	});

	it('brings newcomers only where its setting says so: an account without roles', async () => {
		await test.house.owner.db.update(provider).set({ newcomersOrganisationId: test.house.organisationId, emailDomains: ['obec.test'] }).where(eq(provider.id, id));
		const { login, email } = await somebody({ here: false });
		const { personId } = await (await goAndReturn(login)).arrive();
		const [made] = await test.house.owner.db.select({ name: person.name, organisation: affiliation.organisationId, place: affiliation.id }).from(person).innerJoin(affiliation, eq(affiliation.personId, person.id)).where(eq(sql`lower(${person.email})`, email));
		expect(made).toMatchObject({ name: 'Nová Osoba', organisation: test.house.organisationId });
		expect(await test.house.owner.db.select().from(roleGrant).where(eq(roleGrant.affiliationId, made?.place ?? ''))).toEqual([]);
		expect((await (await goAndReturn(login)).arrive()).personId).toBe(personId);
		const foreign = crypto.randomUUID();
		real.accounts.set(foreign, { sub: foreign, email: `x.${foreign}@jinde.test`, email_verified: true, name: 'Cizí' });
		await expect((await goAndReturn(foreign)).arrive()).rejects.toMatchObject({ why: 'foreign_domain' });
		await test.house.owner.db.update(provider).set({ newcomersOrganisationId: null, emailDomains: [] }).where(eq(provider.id, id));
	});
});

describe('a provider that does wrong', () => {
	let wrong: FalseProvider;
	let id: string;
	beforeAll(async () => {
		const clientId = crypto.randomUUID();
		wrong = await startFalseProvider(clientId);
		id = await test.register({ issuer: wrong.issuer, clientId, clientSecret: 'x', newcomers: true });
	});
	afterAll(() => wrong?.close());

	async function comeBack(next: FalseProvider['next'], { iss }: { iss?: string } = {}) {
		const { url, secret } = await depart(test.relying(), { providerId: id, next: '/' });
		wrong.nonce = url.searchParams.get('nonce') ?? '';
		wrong.next = next;
		return arrive(test.relying(), { providerId: id, search: `?code=c&state=${url.searchParams.get('state')}${iss ? `&iss=${encodeURIComponent(iss)}` : ''}`, secret });
	}
	const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

	it('is believed when it does right, also with a clock that is a little off', async () => {
		const { personId } = await comeBack({});
		expect((await comeBack({ claims: { exp: seconds(-20), iat: seconds(-300) } })).personId).toBe(personId);
		await test.house.owner.db.delete(providerIdentity).where(eq(providerIdentity.personId, personId));
	});

	it.each([
		['another nonce', { claims: { nonce: 'another' } }, 'nonce'],
		['no nonce', { claims: { nonce: undefined } }, 'nonce'],
		['another issuer', { claims: { iss: 'https://elsewhere.test' } }, 'iss'],
		['another audience', { claims: { aud: 'somebody-else' } }, 'aud'],
		['no subject', { claims: { sub: undefined } }, 'sub'],
		['a token that has ended', { claims: { exp: seconds(-60) } }, 'exp'],
		['a token of the future', { claims: { nbf: seconds(600) } }, 'nbf'],
		['no signature', { unsigned: true }, 'OAUTH_UNSUPPORTED_OPERATION'],
		['the signature of another key', { foreignKey: true }, 'signature'],
		['a key that it does not publish', { keyId: 'two' }, 'OAUTH_KEY_SELECTION']
	])('is refused with %s', async (_, next, why) => {
		const people = await test.house.owner.db.$count(person);
		await expect(comeBack(next)).rejects.toMatchObject({ code: 'provider-refused' });
		expect(await logged(id)).toMatchObject({ why: expect.stringContaining(why) });
		expect(await test.house.owner.db.$count(person)).toBe(people);
	});

	it('is refused when the answer names another issuer (RFC 9207)', async () => {
		await expect(comeBack({}, { iss: 'https://elsewhere.test' })).rejects.toMatchObject({ code: 'provider-refused' });
	});

	it('is reported as down when it does not answer', async () => {
		const away = await startFalseProvider('sal');
		const gone = await test.register({ issuer: away.issuer, clientId: crypto.randomUUID(), clientSecret: 'x' });
		await away.close();
		await expect(depart(test.relying(), { providerId: gone, next: '/' })).rejects.toMatchObject({ code: 'provider-down' });
	});

	it('is not asked without TLS outside tests', async () => {
		await expect(depart({ ...test.relying(), config: { mode: 'production', origin: PORTAL } }, { providerId: await test.register({ issuer: 'http://127.0.0.1:9', clientId: crypto.randomUUID(), clientSecret: 'x' }), next: '/' })).rejects.toMatchObject({ code: 'provider-refused' });
	});
});
