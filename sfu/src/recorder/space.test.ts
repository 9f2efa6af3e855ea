/** On a real file system that is as small as the test wants it: a tmpfs, whose size may be changed while it is in use. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpoolSpace } from './space.ts';
import { until } from './trial/condition.ts';
import { den } from './trial/process.ts';
import { Session } from './trial/session.ts';
import { trialStore } from './trial/store.ts';

const MiB = 1 << 20;
let disk: string;

beforeEach(() => {
	disk = mkdtempSync(join(tmpdir(), 'sal-small-disk-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3g', 'tmpfs', disk]);
});
afterEach(() => {
	execFileSync('umount', [disk]);
	rmSync(disk, { recursive: true });
});

const resize = (size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, disk]);

test('a disk is enough, nearly full and full, and enough again when somebody has made room', async () => {
	const space = new SpoolSpace({ folder: disk, limitBytes: 50 * 1024 * MiB });
	const states: string[] = [];
	for (const size of ['3g', '1g', '200m', '3g']) {
		resize(size);
		await space.look(0);
		states.push(space.state);
	}
	expect(states).toEqual(['enough', 'nearly', 'full', 'enough']);
});

test('says how long the disk lasts at the rate of the last minute', async () => {
	resize('316m');
	const space = new SpoolSpace({ folder: disk, limitBytes: 50 * 1024 * MiB });
	await space.look(0);
	writeFileSync(join(disk, 'somebody-elses'), Buffer.alloc(MiB));
	await space.look(1_000);
	// A second says nothing about a rate.
	expect(space.minutesLeft).toBeNull();
	await space.look(10_000);
	// 59 MiB are left above those that are never touched, and one goes every ten seconds.
	expect(space.minutesLeft).toBe(9);
	await space.look(70_001);
	// Of the last minute only: nothing is written any more.
	expect(space.minutesLeft).toBeNull();
});

test('says how long its own limit lasts, less what leaves for the store', async () => {
	const space = new SpoolSpace({ folder: disk, limitBytes: 100 * MiB });
	await space.look(0);
	space.add(20 * MiB);
	space.release(10 * MiB);
	await space.look(60_000);
	expect(space.minutesLeft).toBe(9);
});

test('the room is told that the disk is nearly full before it is, and when there is room again', { timeout: 120_000 }, async () => {
	const { store, env } = await trialStore();
	const session = await Session.begin(den(env, { SAL_SPOOL: disk }));
	try {
		await session.person();
		await session.stored(session.startedAt + 1_000);
		expect(session.recording.state.alarm).toBeNull();
		const alarms: (string | null)[] = [];
		session.recordings.on('state', ({ state }) => alarms.at(-1) !== state.alarm && alarms.push(state.alarm));
		resize('1g');
		await until('the room is told that the disk is nearly full', 20_000, () => alarms.includes('spool-nearly-full'));
		resize('700m');
		await until('the room is told for how long it lasts', 30_000, () => typeof session.recording.state.minutesLeft === 'number');
		resize('200m');
		await until('the room is told that the disk is full', 20_000, () => alarms.includes('spool-full'));
		resize('3g');
		await until('the alarm is over', 20_000, () => session.recording.state.alarm === null && session.recording.state.minutesLeft == null);
		expect(alarms.filter((alarm) => alarm !== null)).toEqual(['spool-nearly-full', 'spool-full']);
		await session.stop();
	} finally {
		await session.close();
		store.close();
	}
});
