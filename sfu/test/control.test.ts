import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestAnswer, signMessage } from '../src/control.ts';
import { signAdmission } from '../src/token.ts';
import * as v from 'valibot';
import { admission, connect, control, grantsOf, join, makeKeys, post, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

test('a call that is not the portal’s, or not for now, does nothing', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const room = host.who.room;
	const message = { id: randomUUID(), expires: Date.now() + 60_000, room, call: { type: 'end' as const } };
	const forged = await signMessage({ message, privateKeyPem: (await makeKeys()).web.privateKey, kid: 'sal-web' });
	expect(await post(on.sfu.port, forged)).toEqual({ status: 403, body: { code: 'signature-invalid' } });
	const otherName = await signMessage({ message, privateKeyPem: on.keys.web.privateKey, kid: 'sfu-1' });
	expect((await post(on.sfu.port, otherName)).status).toBe(403);
	expect((await post(on.sfu.port, 'nonsense')).status).toBe(403);
	expect((await post(on.sfu.port, 'x'.repeat(1_100_000))).status).toBe(413);
	expect(await control(on, room, { type: 'end' }, { expires: Date.now() - 1 })).toEqual({ status: 403, body: { code: 'expired' } });
	expect((await control(on, room, { type: 'end' }, { expires: Date.now() + 3_600_000 })).status).toBe(400);
	await host.client.call('chat', { text: 'pořád tady' });
});

test('the same call twice is one call', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const member = await join(on, admission({ room: host.who.room }));
	const message = { id: randomUUID(), expires: Date.now() + 60_000, room: host.who.room, call: { type: 'grants' as const, participant: member.who.sub, grants: ['chat' as const], before: Date.now() } };
	const jws = await signMessage({ message, privateKeyPem: on.keys.web.privateKey, kid: 'sal-web' });
	expect((await post(on.sfu.port, jws)).status).toBe(200);
	await member.client.next('grantsChanged', ({ grants }) => grants.join() === 'chat');
	await host.client.call('makeHost', { participant: member.who.sub });
	expect((await post(on.sfu.port, jws)).status).toBe(200);
	await member.client.call('lock', { locked: true });
});

test('grants that are taken away end what they allowed', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const member = await join(on, admission({ room: host.who.room }));
	await (await studio(member.client, member.snapshot)).publish('camera');
	await control(on, host.who.room, { type: 'grants', participant: member.who.sub, grants: ['chat'], before: Date.now() });
	await host.client.next('participantChanged', ({ id, producers }) => id === member.who.sub && producers.length === 0);
	expect((await control(on, host.who.room, { type: 'grants', participant: randomUUID(), grants: [], before: Date.now() })).status).toBe(404);
});

test('who loses an office loses its grants at once, and an older token does not bring them back', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const deputy = await join(on, admission({ room: host.who.room, grants: grantsOf.host }));
	const helper = await join(on, admission({ room: host.who.room }));
	await host.client.call('makeHost', { participant: helper.who.sub });
	const older = await signAdmission({ admission: deputy.who, privateKeyPem: on.keys.web.privateKey });
	const plain = [...grantsOf.member];
	for (const { who } of [deputy, helper]) await control(on, host.who.room, { type: 'grants', participant: who.sub, grants: plain, before: Date.now() + 1 });
	await deputy.client.next('grantsChanged', ({ grants }) => !grants.includes('host'));
	await expect(deputy.client.call('lock', { locked: true })).rejects.toThrow('forbidden');
	// What a host has given in the room is not the portal's to take.
	await helper.client.next('grantsChanged', ({ grants }) => grants.includes('publish'));
	await helper.client.call('lock', { locked: true });
	await expect(connect(on.sfu.port, { token: older })).rejects.toThrow('token-expired');
});

test('signed out everywhere: out at once, the secret is dead, and only a newer token lets in', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const member = await join(on, admission({ room }));
	const older = await signAdmission({ admission: member.who, privateKeyPem: on.keys.web.privateKey });
	const before = Date.now() + 1;
	expect((await control(on, room, { type: 'out', participant: member.who.sub, before })).status).toBe(200);
	expect((await member.client.next('goodbye')).reason).toBe('signed-out');
	await host.client.next('participantLeft', ({ id }) => id === member.who.sub);
	await expect(connect(on.sfu.port, { room, resume: member.snapshot.resume })).rejects.toThrow('resume-invalid');
	await expect(connect(on.sfu.port, { token: older })).rejects.toThrow('token-expired');
	await expect.poll(() => Date.now()).toBeGreaterThan(before);
	expect((await join(on, member.who)).snapshot.place).toBe('room');
	// Also somebody who has a token, but has not come with it yet.
	const late = admission({ room });
	const unused = await signAdmission({ admission: late, privateKeyPem: on.keys.web.privateKey });
	await control(on, room, { type: 'out', participant: late.sub, before: Date.now() + 1 });
	await expect(connect(on.sfu.port, { token: unused })).rejects.toThrow('token-expired');
});

test('removing and ending from the portal', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const member = await join(on, admission({ room: host.who.room }));
	await control(on, host.who.room, { type: 'remove', participant: member.who.sub });
	expect((await member.client.next('goodbye')).reason).toBe('removed');
	expect((await control(on, host.who.room, { type: 'record', action: 'start' })).status).toBe(503);
	await control(on, host.who.room, { type: 'end' });
	expect((await host.client.next('goodbye')).reason).toBe('ended');
});

test('a program’s picture and sound arrive, and its speech is noticed', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const token = await signAdmission({ admission: admission({ room, name: 'Sál zastupitelstva' }), privateKeyPem: on.keys.web.privateKey });
	const answer = await control(on, room, { type: 'ingest', admission: token });
	expect(answer.status).toBe(200);
	const { video, audio } = v.parse(ingestAnswer, answer.body);
	const hall = await host.client.next('participantChanged', ({ producers }) => producers.length === 2);
	expect(hall).toMatchObject({ name: 'Sál zastupitelstva', state: 'here', consent: true });
	const program = ffmpeg([
		['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=15', '-an', '-c:v', 'libvpx', '-deadline', 'realtime', '-g', '15', '-payload_type', String(video.payloadType), '-ssrc', String(video.ssrc), '-f', 'rtp', `rtp://${video.ip}:${String(video.port)}`],
		['-f', 'lavfi', '-i', 'anoisesrc=a=0.5', '-vn', '-c:a', 'libopus', '-payload_type', String(audio.payloadType), '-ssrc', String(audio.ssrc), '-f', 'rtp', `rtp://${audio.ip}:${String(audio.port)}`]
	]);
	try {
		const { device, receive } = await studio(host.client, host.snapshot);
		expect(receive.closed).toBe(false);
		const { consumers } = await host.client.call('receive', { rtpCapabilities: device.recvRtpCapabilities as never });
		expect(consumers.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
		await host.client.next('activeSpeakers', ({ participants }) => participants[0] === hall.id);
		const metrics = await (await fetch(`http://127.0.0.1:${String(on.sfu.port)}/metrics`)).text();
		expect(metrics).toMatch(/sal_sfu_participants \d/);
	} finally {
		program.forEach((child) => child.kill('SIGKILL'));
	}
	await host.client.call('remove', { participant: hall.id });
	await host.client.next('participantLeft', ({ id }) => id === hall.id);
});

function ffmpeg(outputs: string[][]): ChildProcess[] {
	return outputs.map((output) => spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', ...output], { stdio: 'ignore' }));
}

test('health, readiness and everything else', async () => {
	const get = (path: string) => fetch(`http://127.0.0.1:${String(on.sfu.port)}${path}`).then(({ status }) => status);
	expect([await get('/health'), await get('/ready'), await get('/metrics'), await get('/control'), await get('/')]).toEqual([200, 200, 200, 404, 404]);
});
