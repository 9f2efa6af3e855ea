/** A wall screen whose WebRTC stack is not ours plays what the room shows (WHEP): one picture and one sound, however often the source changes. */
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as v from 'valibot';
import { devicesAnswer, type CouncilCall } from '../src/control.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { admission, control, grantsOf, join, stage, type Stage } from './harness.ts';
import { encoder, wall, type Pion } from './pion.ts';
import { putIn } from './stream-trial.ts';

let on: Stage;
let pions: Pion[] = [];
let programs: ChildProcess[] = [];
beforeEach(async () => { on = await stage(); });
afterEach(async () => {
	for (const pion of pions) pion.close();
	for (const program of programs) program.kill('SIGKILL');
	pions = [];
	programs = [];
	await on.close();
});

const screen = (room: string) => admission({ room, name: 'Stěna v předsálí', grants: [], seat: 'viewer' });
const council = (version: number, change: Partial<CouncilCall> = {}): CouncilCall => ({ type: 'council', version, state: {}, speak: null, floor: null, interpreter: null, closed: null, evidence: null, public: false, marks: [], ...change });
async function hangs(room: string) {
	const who = screen(room);
	const { pion, session } = await wall(on, who);
	pions.push(pion);
	const now = () => pion.told.findLast(({ video }) => video !== undefined);
	/** Pictures and packets of sound that have come so far. */
	const came = () => ({ pictures: now()?.video?.frames ?? 0, keys: now()?.video?.keyFrames ?? 0, sounds: now()?.audio?.packets ?? 0, codecs: now()?.video?.codecs ?? [], tracks: (now()?.video?.tracks ?? 0) + (now()?.audio?.tracks ?? 0), lost: now()?.video?.lost ?? 0 });
	const plays = async () => {
		const before = came();
		await until('picture and sound go on', 20_000, () => came().pictures > before.pictures + 15 && came().sounds > before.sounds + 15);
	};
	return { who, pion, session, came, plays };
}

test('from a camera in VP8 to the hall in H.264 and back, in one stream', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const member = admission({ room, name: 'Členka z domova' });
	programs.push(await putIn(on, member, 'green'));
	const { came, plays } = await hangs(room);
	await plays();
	expect(came().codecs).toEqual(['video/VP8']);

	const hall = admission({ room, name: 'Kamera sálu', grants: ['publish'], inside: true });
	pions.push((await encoder(on, hall)).pion);
	await control(on, room, council(1, { floor: hall.sub }));
	const asked = Date.now();
	await until('the hall is shown', 20_000, () => came().codecs.at(-1) === 'video/H264');
	console.log(`wall: another codec within ${String(Date.now() - asked)} ms, seen twice a second`);
	await plays();
	await control(on, room, council(2, { floor: member.sub }));
	await until('the member is shown', 20_000, () => came().codecs.at(-1) === 'video/VP8');
	await plays();
	// One track of each kind: nothing was negotiated anew. Numbers went on without a hole.
	expect(came()).toMatchObject({ tracks: 2, lost: 0, codecs: ['video/VP8', 'video/H264', 'video/VP8'] });
	// It takes nobody's seat.
	expect((await join(on, { ...host.who })).snapshot.participants.map(({ name }) => name).sort()).toEqual(['Jana Nováková', 'Kamera sálu', 'Členka z domova']);
});

test('a screen that begins with H.264 gets its picture', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	pions.push((await encoder(on, admission({ room: host.who.room, name: 'Kamera sálu', grants: ['publish'], inside: true }))).pion);
	const { came, plays } = await hangs(host.who.room);
	await plays();
	expect(came().codecs.at(-1)).toBe('video/H264');
});

test('in a closed part nothing goes out, and then it comes back by itself', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const member = admission({ room, name: 'Členka z domova', inside: true });
	programs.push(await putIn(on, member, 'green'));
	const { pion, came, plays } = await hangs(room);
	await plays();
	await control(on, room, council(1, { closed: { insiders: [member.sub] } }));
	// What was on its way arrives, and a black picture; then nothing more, for as long as three looks of the screen take.
	const begun = pion.told.length;
	await until('it is dark and quiet', 20_000, () => {
		const looks = pion.told.slice(begun).flatMap(({ video, audio }) => (video && audio ? [`${String(video.packets)} ${String(audio.packets)}`] : []));
		return looks.length >= 4 && new Set(looks.slice(-3)).size === 1;
	});
	const devices = v.parse(devicesAnswer, (await control(on, room, { type: 'devices' })).body);
	expect(devices).toMatchObject([{ way: 'receive', connected: true }]);
	await control(on, room, council(2));
	await plays();
	expect(came().tracks).toBe(2);
});

test('a screen ends with its session, with its removal and with the meeting', async () => {
	const host = await join(on, admission({ grants: grantsOf.host }));
	const { room } = host.who;
	const over = ({ state }: { state?: string | undefined }) => state === 'closed' || state === 'disconnected' || state === 'failed';
	const first = await hangs(room);
	expect((await control(on, room, { type: 'hangUp', participant: first.who.sub, session: first.session })).body).toEqual({ found: true });
	await first.pion.next('the end', over);
	const second = await hangs(room);
	await control(on, room, { type: 'remove', participant: second.who.sub });
	await second.pion.next('the end', over);
	await expect(wall(on, second.who)).rejects.toThrow('removed');
	const third = await hangs(room);
	await host.client.call('endForAll', {});
	await third.pion.next('the end', over);
	await expect(wall(on, screen(room))).rejects.toThrow('ended');
});
