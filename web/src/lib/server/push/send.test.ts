import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, decrypt, openPushService, type PushService } from './push-service.fixture.ts';
import { sendPush } from './send.ts';
import { isPushService, KNOWN_SERVICES } from './services.ts';
import { vapidFrom } from './vapid.ts';

let service: PushService;
beforeAll(async () => {
	service = await openPushService();
});
afterAll(() => service.close());

const pair = createECDH('prime256v1');
pair.generateKeys();
const vapid = vapidFrom({ privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'), origin: 'https://sal.example.cz' });
const payload = { title: 'Sál', body: 'Příliš žluťoučký kůň', tag: 'notice-1', href: '/notifications/1' };
const send = (path: string, keys: { p256dh: string; auth: string } = browser) => sendPush({ subscription: { endpoint: service.origin + path, p256dh: keys.p256dh, auth: keys.auth }, payload, topic: 'notice1', vapid });

it('the small browser reads the example of RFC 8291, so that it may judge ours', () => {
	const example = 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
	expect(decrypt(Buffer.from(example, 'base64url'))).toBe('When I grow up, I want to be a watermelon');
});

it('a browser decrypts what was sent, and its push service knows who sent it', async () => {
	expect(await send('/one')).toBe('sent');
	const [arrived] = service.arrived;
	expect(arrived?.payload).toEqual(payload);
	expect(arrived?.headers).toMatchObject({ ttl: '3600', topic: 'notice1', urgency: 'high', 'content-encoding': 'aes128gcm' });
	expect(arrived?.signed).toMatchObject({ aud: service.origin, sub: 'https://sal.example.cz', key: vapid.publicKey });
});

it.each([
	[404, 'gone'],
	[410, 'gone'],
	[429, 'later'],
	[500, 'later'],
	[413, 'refused'],
	[301, 'refused']
] as const)('an answer of %i means %s', async (status, outcome) => {
	service.answers.set(`/${status}`, status);
	expect(await send(`/${status}`)).toBe(outcome);
	expect(service.arrived.filter(({ path }) => path === '/elsewhere')).toEqual([]);
});

it('a service that is not there means later; keys that are none mean gone', async () => {
	const closed = await openPushService();
	await closed.close();
	expect(await sendPush({ subscription: { endpoint: `${closed.origin}/x`, ...browser }, payload, topic: 'notice1', vapid })).toBe('later');
	expect(await send('/one', { p256dh: 'AAAA', auth: 'AAAA' })).toBe('gone');
});

it.each([
	['https://fcm.googleapis.com/fcm/send/abc', true],
	['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
	['https://web.push.apple.com/abc', true],
	['http://fcm.googleapis.com/fcm/send/abc', false],
	['https://fcm.googleapis.com:8443/abc', false],
	['https://fcm.googleapis.com.evil.test/abc', false],
	['https://evilpush.apple.com/abc', false],
	['https://user@fcm.googleapis.com/abc', false],
	['https://127.0.0.1/abc', false],
	['abc', false]
])('%s is a push service: %s', (endpoint, expected) => {
	expect(isPushService(endpoint, KNOWN_SERVICES)).toBe(expected);
});

it('an origin that the operator names is taken as it stands, and nothing that anybody types is', () => {
	expect(isPushService('http://127.0.0.1:4000/a', ['http://127.0.0.1:4000'])).toBe(true);
	expect(isPushService('http://127.0.0.1:4001/a', ['http://127.0.0.1:4000'])).toBe(false);
	fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (typed) => !isPushService(typed, KNOWN_SERVICES)));
});
