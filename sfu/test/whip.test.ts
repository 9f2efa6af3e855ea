/** An encoder whose WebRTC stack is not ours comes into a room (WHIP, RFC 9725). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { devicesAnswer, fragmentAnswer } from '../src/control.ts';
import * as v from 'valibot';
import { until } from '../src/recorder/trial/condition.ts';
import { admission, control, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';
import { encoder, offerTo, Pion, clip } from './pion.ts';

let on: Stage;
let pions: Pion[] = [];
beforeEach(async () => { on = await stage(); });
afterEach(async () => {
	for (const pion of pions) pion.close();
	pions = [];
	await on.close();
});

const camera = (room: string) => admission({ room, name: 'Kamera sálu', grants: ['publish'], inside: true });
async function sending(who: ReturnType<typeof camera>) {
	const device = await encoder(on, who);
	pions.push(device.pion);
	return device;
}
const devices = async (room: string) => v.parse(devicesAnswer, (await control(on, room, { type: 'devices' })).body);

test('everybody sees and hears the hall: H.264 and Opus, as a participant', async () => {
	const viewer = await join(on, admission({ grants: grantsOf.host }));
	const { room } = viewer.who;
	const hall = camera(room);
	await sending(hall);
	const joined = await viewer.client.next('participantJoined', ({ id }) => id === hall.sub);
	expect(joined).toMatchObject({ name: 'Kamera sálu', state: 'here' });
	await viewer.client.next('participantChanged', ({ id, producers }) => id === hall.sub && producers.length === 2);
	const { consumers } = await viewer.client.call('receive', { rtpCapabilities: viewer.snapshot.media?.routerRtpCapabilities ?? {} });
	expect(consumers.map(({ rtpParameters }) => rtpParameters.codecs[0]?.mimeType).sort()).toEqual(['audio/opus', 'video/H264']);
	await until('picture and sound arrive', 20_000, async () => (await devices(room)).some(({ connected, sound, bitrate }) => connected && sound && bitrate > 200_000));
	await until('its size and rate are measured', 20_000, async () => (await devices(room)).some(({ picture }) => picture?.width === 640 && picture.height === 360 && Math.abs((picture.rate ?? 0) - 30) <= 3));
	await viewer.client.next('activeSpeakers', ({ participants }) => participants.includes(hall.sub));
});

test('a browser without H.264 hears the hall, and sees everybody else', async () => {
	const member = await join(on, admission());
	const { publish } = await studio(member.client, member.snapshot);
	await publish('camera');
	await sending(camera(member.who.room));
	const viewer = await join(on, admission({ room: member.who.room }));
	const codecs = viewer.snapshot.media?.routerRtpCapabilities.codecs?.filter(({ mimeType }) => !/h264/i.test(mimeType));
	const { consumers } = await viewer.client.call('receive', { rtpCapabilities: { ...viewer.snapshot.media?.routerRtpCapabilities, codecs } });
	expect(consumers.map(({ rtpParameters }) => rtpParameters.codecs[0]?.mimeType).sort()).toEqual(['audio/opus', 'video/VP8']);
});

test('its line ends with its session, with its program, and with its removal; then it is nobody here', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const hall = camera(room);
	const first = await sending(hall);
	expect((await control(on, room, { type: 'hangUp', participant: hall.sub, session: first.session })).body).toEqual({ found: true });
	await host.client.next('participantLeft', ({ id }) => id === hall.sub);
	expect((await control(on, room, { type: 'hangUp', participant: hall.sub, session: first.session })).body).toEqual({ found: false });
	await first.pion.next('the end of the line', ({ state }) => state === 'closed' || state === 'disconnected' || state === 'failed');

	host.client.forget();
	const second = await sending(hall);
	await control(on, room, { type: 'remove', participant: hall.sub });
	await host.client.next('participantLeft', ({ id }) => id === hall.sub);
	await second.pion.next('the end of the line', ({ state }) => state === 'closed' || state === 'disconnected' || state === 'failed');
	await expect(sending(hall)).rejects.toThrow('removed');
	expect(await devices(room)).toEqual([]);
});

test('one that sends is not pushed out by another with the same token; one that was cut off comes back', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const hall = camera(host.who.room);
	const { pion } = await sending(hall);
	await expect(sending(hall)).rejects.toThrow('busy');
	pion.process.kill('SIGSTOP');
	await until('it may come back', 30_000, async () => {
		try {
			await sending(hall);
			return true;
		} catch {
			return false;
		}
	});
	expect(await devices(host.who.room)).toHaveLength(1);
});

test('a host sends it to the lobby, and it waits there', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const hall = camera(host.who.room);
	await sending(hall);
	await host.client.call('toLobby', { participant: hall.sub });
	await host.client.next('waitingChanged', ({ waiting }) => waiting.some(({ id }) => id === hall.sub));
	expect(await devices(host.who.room)).toEqual([]);
	await expect(sending(hall)).rejects.toThrow('waiting');
	await host.client.call('admit', { participants: [hall.sub] });
	await sending(hall);
	expect(await devices(host.who.room)).toHaveLength(1);
});

test('the hall is heard whoever has the floor, and stays in the closed part', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const hall = camera(room);
	await sending(hall);
	await control(on, room, { type: 'council', version: 1, state: {}, speak: [], floor: null, interpreter: null, closed: { insiders: [] }, evidence: null, public: false, marks: [] });
	const here = (await join(on, { ...host.who })).snapshot.participants.find(({ id }) => id === hall.sub);
	expect(here?.producers.map(({ source, paused }) => ({ source, paused }))).toEqual([{ source: 'camera', paused: false }, { source: 'microphone', paused: false }]);
	expect(await devices(room)).toHaveLength(1);
});

test('ICE begins anew with new credentials; candidates alone change nothing, and neither does a stale ETag', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const hall = camera(room);
	const { session, etag } = await sending(hall);
	const send = async (tag: string | null, fragment: string, which = session) => v.parse(fragmentAnswer, (await control(on, room, { type: 'fragment', participant: hall.sub, session: which, etag: tag, fragment })).body);
	const candidates = 'm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n';
	expect(await send(etag, candidates)).toEqual({ ok: true, etag, fragment: null });
	expect(await send('"another"', candidates)).toEqual({ ok: false, why: 'stale' });
	expect(await send(etag, candidates, crypto.randomUUID())).toEqual({ ok: false, why: 'gone' });
	const restarted = await send(null, `a=ice-ufrag:abcd\r\na=ice-pwd:${'x'.repeat(22)}\r\n${candidates}`);
	expect(restarted.ok && restarted.etag !== etag && restarted.fragment).toMatch(/a=ice-ufrag:\S+\r\na=ice-pwd:\S+\r\nm=audio[^]+typ host/);
});

describe('an offer that cannot be taken is refused with its reason, and leaves nobody behind', () => {
	let offer = '';
	beforeEach(async () => {
		if (offer !== '') return;
		const { film, sound } = clip();
		const pion = new Pion(['send', '--h264', film, '--opus', sound]);
		pions.push(pion);
		offer = (await pion.next('an offer', (told) => told.offer !== undefined)).offer ?? '';
	});
	test.each<[string, (offer: string) => string, string]>([
		['nothing', () => '', 'malformed'],
		['no SDP', () => '{"sdp": true}', 'malformed'],
		['no media', (sdp) => sdp.slice(0, sdp.indexOf('m=')), 'malformed'],
		['no fingerprint', (sdp) => sdp.replaceAll(/a=fingerprint:.*\r\n/g, ''), 'malformed'],
		['a hash nobody knows', (sdp) => sdp.replaceAll('fingerprint:sha-256', 'fingerprint:rot-13'), 'malformed'],
		['no ICE', (sdp) => sdp.replaceAll(/a=ice-pwd:.*\r\n/g, ''), 'malformed'],
		['not bundled', (sdp) => sdp.replaceAll(/a=group:.*\r\n/g, ''), 'unacceptable'],
		['only to receive', (sdp) => sdp.replaceAll('a=sendonly', 'a=recvonly'), 'unacceptable'],
		['codecs of nobody here', (sdp) => sdp.replaceAll(/opus|H264|VP8/g, 'theora'), 'unacceptable'],
		['packets that cannot be told apart', (sdp) => sdp.replaceAll(/a=(ssrc|ssrc-group|extmap):?.*\r\n/g, ''), 'unacceptable'],
		['two sections of one name', (sdp) => sdp.replace('a=mid:1', 'a=mid:0'), 'malformed']
	])('%s', async (_, change, why) => {
		const who = camera(crypto.randomUUID());
		expect(await offerTo(on, who, 'send', change(offer))).toMatchObject({ ok: false, why });
		expect(await devices(who.room)).toEqual([]);
		expect((await join(on, admission({ room: who.room }))).snapshot.participants.map(({ name }) => name)).toEqual(['Jana Nováková']);
	});
});
