import { session } from '@sal/db';
import { eq } from 'drizzle-orm';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../secret.ts';
import { startFalseProvider, type FalseProvider } from './false-provider.fixture.ts';
import { forgetLogouts, leaveProvider, obeyLogout, providerOfSession, tieSession } from './logout.ts';
import { openBrowser, startRealProvider } from './real-provider.fixture.ts';
import { makeRelying, PORTAL, type TestRelying } from './relying.fixture.ts';
import { arrive, depart } from './sign-in.ts';

let test: TestRelying;
beforeAll(async () => {
	test = await makeRelying();
});
afterAll(() => test?.house.close());

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const isThere = async (sessionId: string) => (await test.house.owner.db.select().from(session).where(eq(session.id, hashSecret(sessionId)))).length === 1;

/** A session of somebody new that was opened through the provider. */
async function opened(providerId: string, { subject = crypto.randomUUID(), sid }: { subject?: string; sid?: string } = {}) {
	const { id } = await test.house.addPerson({ role: 'official', password: 'čtyři slova za sebou' });
	const { value: sessionId } = await test.house.portal.auth.signIn({ personId: id, userAgent: 'test' });
	await tieSession(test.house.portal.db, { sessionId, providerId, subject, sid, from: {} });
	return { sessionId, subject };
}

describe('a logout token', () => {
	const clientId = crypto.randomUUID();
	let provider: FalseProvider;
	let id: string;
	beforeAll(async () => {
		provider = await startFalseProvider(clientId);
		id = await test.register({ issuer: provider.issuer, clientId, clientSecret: 'x' });
	});
	afterAll(() => provider?.close());

	const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
	const right = (more: Record<string, unknown>) => ({ iss: provider.issuer, aud: clientId, iat: seconds(0), exp: seconds(120), jti: crypto.randomUUID(), events: EVENTS, ...more });
	const obey = (token: string) => obeyLogout(test.relying(), { providerId: id, token });

	it('ends every session of its subject at this provider, and no other', async () => {
		const subject = crypto.randomUUID();
		const [one, two, other] = [await opened(id, { subject }), await opened(id, { subject, sid: 'a' }), await opened(id)];
		expect(await obey(await provider.sign(right({ sub: subject })))).toBe(2);
		expect([await isThere(one.sessionId), await isThere(two.sessionId), await isThere(other.sessionId)]).toEqual([false, false, true]);
	});

	it('ends the one session that it names', async () => {
		const subject = crypto.randomUUID();
		const sid = crypto.randomUUID();
		const [named, beside] = [await opened(id, { subject, sid }), await opened(id, { subject, sid: 'beside' })];
		expect(await obey(await provider.sign(right({ sid })))).toBe(1);
		expect([await isThere(named.sessionId), await isThere(beside.sessionId)]).toEqual([false, true]);
	});

	it('is obeyed once', async () => {
		const { subject } = await opened(id);
		const token = await provider.sign(right({ sub: subject }));
		expect(await obey(token)).toBe(1);
		await expect(obey(token)).rejects.toMatchObject({ code: 'provider-refused', why: 'jti' });
		await forgetLogouts(test.house.portal.db, new Date());
		await expect(obey(token)).rejects.toMatchObject({ why: 'jti' });
	});

	it.each([
		['without an event', { events: undefined }],
		['of another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
		['with a nonce, as ID tokens have', { nonce: 'x' }],
		['without an id of its own', { jti: undefined }],
		['that names neither subject nor session', { sub: undefined }],
		['for somebody else', { aud: 'somebody-else' }],
		['of another issuer', { iss: 'https://elsewhere.test' }],
		['that has ended', { exp: seconds(-60) }],
		['without an end', { exp: undefined }],
		['from last week', { iat: seconds(-7 * 86_400), exp: seconds(60) }]
	])('%s is refused, and ends nothing', async (_, wrong) => {
		const { sessionId, subject } = await opened(id);
		const token = await provider.sign(JSON.parse(JSON.stringify(right({ sub: subject, ...wrong }))));
		await expect(obey(token)).rejects.toMatchObject({ code: 'provider-refused' });
		expect(await isThere(sessionId)).toBe(true);
	});

	it.each([
		['no signature', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
		['a changed signature', (token: string) => `${token.slice(0, -6)}AAAAAA`],
		['nothing in it', () => ''],
		['something else in it', () => 'a.b.c']
	])('with %s is refused', async (_, spoil) => {
		const { sessionId, subject } = await opened(id);
		await expect(obey(spoil(await provider.sign(right({ sub: subject }))))).rejects.toMatchObject({ code: 'provider-refused' });
		expect(await isThere(sessionId)).toBe(true);
	});

	it('of another kind of token is refused', async () => {
		const { subject } = await opened(id);
		await expect(obey(await provider.sign(right({ sub: subject }), { typ: 'at+jwt' }))).rejects.toMatchObject({ why: 'typ' });
		expect(await obey(await provider.sign(right({ sub: subject }), { typ: 'logout+jwt' }))).toBe(1);
	});
});

it('a real provider ends our session when somebody signs out there', async () => {
	const id = crypto.randomUUID();
	const told: Promise<number>[] = [];
	// What the portal's endpoint does, without the portal.
	const endpoint = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			told.push(obeyLogout(test.relying(), { providerId: id, token: new URLSearchParams(body).get('logout_token') ?? '' }));
			response.end();
		});
	});
	await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
	const address = endpoint.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	const real = await startRealProvider({ redirectUris: [`${PORTAL}/login/provider/${id}/callback`], backchannelUri: `http://127.0.0.1:${port}/`, afterLogout: `${PORTAL}/login` });
	try {
		await test.register({ id, ...real });
		const { id: personId, email } = await test.house.addPerson({ role: 'official', password: 'čtyři slova za sebou' });
		real.accounts.set('nova', { sub: 'nova', email, email_verified: true, name: 'Nová' });
		const browser = openBrowser(real.issuer);
		const { url, secret } = await depart(test.relying(), { providerId: id, next: '/' });
		const back = await browser.visit(url, 'nova');
		const { subject, sid } = await arrive(test.relying(), { providerId: id, search: back.search, secret });
		const { value: sessionId } = await test.house.portal.auth.signIn({ personId, userAgent: 'test' });
		await tieSession(test.house.portal.db, { sessionId, providerId: id, subject, sid, from: {} });
		expect(await providerOfSession(test.house.portal.db, sessionId)).toBe(id);
		const leave = await leaveProvider(test.relying(), id);
		expect((await browser.visit(leave ?? new URL('about:blank'), 'nova')).href).toBe(`${PORTAL}/login`);
		expect(await Promise.all(told)).toEqual([1]);
		expect(await isThere(sessionId)).toBe(false);
	} finally {
		await real.close();
		endpoint.close();
	}
});
