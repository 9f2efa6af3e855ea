/** Rooms, a real worker and a real stream process: what the public sees and hears, in the files that it gets. */
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join as path } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../src/recorder/trial/condition.ts';
import { end } from '../src/recorder/trial/process.ts';
import type { Control } from '../src/control.ts';
import { programmeOf } from '../src/streaming/programme-of.ts';
import { choose } from '../src/streaming/scene.ts';
import { admission, control, freePort, grantsOf, join, stage, type Stage } from './harness.ts';
import { clapsApart, complaints, putIn, startStreamProcess, streamDen, type StreamDen, Viewer, type Watched } from './stream-trial.ts';

let place: StreamDen;
let on: Stage;
let stream: ChildProcess;
let programs: ChildProcess[] = [];
const open = { title: '19. zasedání', kind: 'session', recordable: true, public: true, retention: { mode: 'GOVERNANCE', seconds: 60 } } as const;

beforeEach(async () => {
	place = streamDen();
	stream = startStreamProcess(place);
	on = await stage({ streamSocket: place.socketPath });
});
afterEach(async () => {
	for (const program of programs) await end(program);
	programs = [];
	await on.close();
	await end(stream);
});

/** A public meeting with its host. */
async function meeting() {
	const host = await join(on, admission({ grants: grantsOf.host, meeting: open }));
	const { room } = host.who;
	const viewer = new Viewer(path(place.folder, room));
	const speaks = async (name: string, colour: string) => {
		const who = admission({ room, name, meeting: open });
		programs.push(await putIn(on, who, colour));
		return who;
	};
	return { host, room, viewer, speaks };
}

test('who speaks is seen and heard, sources change, a killed process goes on where it was, and the whole stream is right', { timeout: 300_000 }, async () => {
	const { host, viewer, speaks } = await meeting();
	await speaks('Anna Řeháková', 'red');
	await until('Anna is seen and heard', 90_000, async () => (await viewer.look()).some(({ colours, loudness }) => colours.includes('red') && loudness > 0.05));

	await end(stream);
	const before = [...viewer.seen.keys()];
	// The meeting does not notice.
	expect((await host.client.call('chat', { text: 'Slyšíme se' })).text).toBe('Slyšíme se');
	stream = startStreamProcess(place);
	await until('the stream goes on after a break that is marked', 90_000, async () => (await viewer.look()).some(({ name, discontinuity, colours }) => !before.includes(name) && !discontinuity && colours.every((colour) => colour === 'red')));

	await speaks('Petr Dvořák', 'blue');
	await end(programs[0]);
	await until('Petr is seen', 90_000, async () => (await viewer.look()).at(-1)?.colours.includes('blue') === true);

	await host.client.call('endForAll', {});
	await until('the playlist ends', 90_000, async () => (await readFile(path(viewer.folder, 'video.m3u8'), 'utf8')).includes('#EXT-X-ENDLIST'));
	const watched = await viewer.look();
	// Nothing to complain of in any stretch; a machine without time for the encoder makes more of them than the kill did.
	expect((await complaints(viewer.folder)).join('')).toBe('');
	expect(watched.filter(({ discontinuity }) => discontinuity).length).toBeGreaterThanOrEqual(2);
	// The last of each run is what was left.
	const whole = watched.filter((_, index) => watched[index + 1]?.discontinuity === false);
	for (const { duration } of whole) expect(Math.abs(duration - 2)).toBeLessThanOrEqual(0.2);
	// Time never runs backwards, and a card is last.
	expect(watched.map(({ at }) => at)).toEqual(watched.map(({ at }) => at).toSorted((a, b) => a - b));
	expect(watched.at(-1)?.colours.at(-1)).toBe('card');
	expect((await readFile(path(viewer.folder, 'captions.m3u8'), 'utf8')).match(/\.vtt/g)).toHaveLength(watched.length);
});

/** What the portal says of a session that runs. */
const running = { state: 'running', closedPart: false, title: '19. zasedání', presiding: null, item: { number: '7', title: 'Rozpočet', closed: false }, floor: null, vote: null };

let version = 0;
async function tell(room: string, changes: Partial<Extract<Control['call'], { type: 'council' }>>): Promise<void> {
	version += 1;
	const call: Control['call'] = { type: 'council', version, state: running, speak: null, floor: null, interpreter: null, closed: null, evidence: null, public: true, marks: [], ...changes };
	expect((await control(on, room, call)).status).toBe(200);
}

test('of a closed part not one picture and not one sample gets out, and afterwards all is as before', { timeout: 300_000 }, async () => {
	const { room, viewer, speaks } = await meeting();
	const anna = await speaks('Anna', 'red');
	await tell(room, { floor: anna.sub });
	await until('Anna is seen', 90_000, async () => (await viewer.look()).some(({ colours, loudness }) => colours.includes('red') && loudness > 0.05));
	// The whole room goes on sending; one who speaks only behind closed doors joins in.
	const behind = Date.now();
	await tell(room, { closed: { insiders: [] }, floor: anna.sub });
	const petr = await speaks('Petr', 'blue');
	const quiet = ({ colours, loudness }: Watched) => colours.every((colour) => colour === 'card') && loudness < 0.001;
	await until('the notice stands for three segments', 90_000, async () => (await viewer.look()).filter(({ at }) => at > behind).filter(quiet).length >= 3);
	const opened = Date.now();
	await tell(room, { floor: petr.sub });
	await until('Petr is seen', 90_000, async () => (await viewer.look()).some(({ colours, loudness, at }) => at > opened && colours.every((colour) => colour === 'blue') && loudness > 0.05));
	for (const segment of (await viewer.look()).filter(({ at, duration }) => at >= behind && at + duration * 1_000 <= opened)) expect(quiet(segment)).toBe(true);
	// The card before Anna may be over before the encoder runs.
	expect((await viewer.colours()).join(' ')).toMatch(/^(card )?red card blue$/);
	expect((await complaints(viewer.folder)).join('')).toBe('');
});

test.each([
	['a closed part', { insiders: [] }, 'closed'],
	['an open one', null, 'suspended']
])('a media server that begins again within %s shows nothing until the portal has told it how the session stands, and the stream goes on', { timeout: 300_000 }, async (_part, closed, notice) => {
	const { room, viewer } = await meeting();
	await tell(room, { closed });
	await until('the stream runs', 90_000, async () => (await viewer.look()).length > 0);
	const { config } = on;
	await on.sfu.close();
	const restarted = Date.now();
	const next = await stage({ ...config, rtc: { ...config.rtc, port: await freePort() } });
	try {
		const here = next.sfu.rooms.all.find(({ id }) => id === room);
		if (!here) throw new Error('no such room');
		expect(choose({ programme: programmeOf(here), tracks: [], speaker: null, now: Date.now(), nameOf: () => null }).notice).toBe(notice);
		await until('the stream goes on', 90_000, async () => (await viewer.look()).some(({ at }) => at > restarted + 2_000));
		expect(await readFile(path(viewer.folder, 'video.m3u8'), 'utf8')).not.toContain('ENDLIST');
	} finally {
		await next.close();
	}
});

test('who claps is seen and heard to clap at the same time', { timeout: 300_000 }, async () => {
	const { viewer, speaks } = await meeting();
	await speaks('Anna', 'clap');
	const apart: number[] = [];
	let looked = 0;
	await until('nine claps are seen and heard', 150_000, async () => {
		for (const { name } of (await viewer.look()).slice(looked)) {
			looked += 1;
			// The publisher's clocks find their place in the first seconds.
			if (looked > 4) apart.push(...(await clapsApart(path(viewer.folder, `${name}.ts`))));
		}
		return apart.length >= 9;
	});
	const middle = apart.toSorted((a, b) => a - b)[Math.floor(apart.length / 2)] ?? NaN;
	console.log(`public stream: a clap is heard ${Math.round(middle)} ms after it is seen (${apart.map((ms) => Math.round(ms)).join(', ')})`);
	// A picture alone lasts 40 ms. Of many claps the middle one: a machine that has no time for a moment shows a picture late.
	expect(Math.abs(middle)).toBeLessThanOrEqual(80);
});

test('the interpreter stands beside who speaks, and a break is silent', { timeout: 300_000 }, async () => {
	const { room, viewer, speaks } = await meeting();
	const anna = await speaks('Anna', 'red');
	const sign = await speaks('Tlumočnice', 'blue');
	const shown = (state: object) => tell(room, { floor: anna.sub, interpreter: sign.sub, state: { ...running, ...state } });
	await shown({});
	await until('both are seen', 90_000, async () => (await viewer.look()).some(({ colours, beside }) => colours.includes('red') && beside.includes('blue')));
	const paused = Date.now();
	await shown({ state: 'suspended' });
	await until('a silent card stands there', 90_000, async () => (await viewer.look()).some(({ at, colours, beside, loudness }) => at > paused && loudness < 0.001 && [...colours, ...beside].every((colour) => colour === 'card')));
});

test('nobody outside sees a meeting that is not public', { timeout: 300_000 }, async () => {
	const shown = await meeting();
	const inner = await join(on, admission({ grants: grantsOf.host }));
	programs.push(await putIn(on, admission({ room: inner.who.room }), 'blue'));
	await shown.speaks('Anna', 'red');
	await until('the public one is seen', 90_000, async () => (await shown.viewer.look()).some(({ colours }) => colours.includes('red')));
	expect(await new Viewer(path(place.folder, inner.who.room)).look()).toEqual([]);
	expect((await control(on, inner.who.room, { type: 'end' })).status).toBe(200);
});
