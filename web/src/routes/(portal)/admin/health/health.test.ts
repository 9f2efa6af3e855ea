import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recorderHealth, recorderOf, spoolDisk, spoolWaiting, timed } from './health.server.ts';

it.each([
	['answers', () => Promise.resolve(true), true],
	['says no', () => Promise.resolve(false), false],
	['refuses', () => Promise.reject(new Error('ECONNREFUSED')), false],
	['never answers', () => new Promise<boolean>(() => undefined), false]
])('a server that %s', async (_what, ask, up) => {
	expect(await timed('PostgreSQL', ask)).toMatchObject({ name: 'PostgreSQL', up });
});

it('tells the space of the disk, and nothing of a folder that is elsewhere', async () => {
	const disk = await spoolDisk(tmpdir());
	expect(disk?.total).toBeGreaterThan(disk?.free ?? Infinity);
	expect(await spoolDisk('/nowhere/at/all')).toBeNull();
	expect(await spoolDisk(undefined)).toBeNull();
});

it('reads the recorder\'s figures out of the media server\'s metrics', async () => {
	const metrics = ['# TYPE sal_sfu_recordings gauge', 'sal_sfu_recordings 2', 'sal_sfu_recorder_connected 1', 'sal_sfu_recorder_lag_seconds 1.25', 'sal_sfu_recorder_dropped_packets 7'].join('\n');
	expect(recorderOf('sfu-1', metrics)).toEqual({ name: 'sfu-1', connected: true, recordings: 2, lagSeconds: 1.25, dropped: 7 });
	expect(recorderOf('sfu-1', '')).toMatchObject({ connected: false, recordings: 0 });
	expect(await recorderHealth([{ id: 'gone', url: 'http://127.0.0.1:9' }])).toEqual([]);
});

it('adds up what has not left for the store, in every folder of the spool', async () => {
	const data = mkdtempSync(join(tmpdir(), 'sal-health-'));
	expect(await spoolWaiting(data)).toBeNull();
	mkdirSync(join(data, 'spool', 'one'), { recursive: true });
	expect(await spoolWaiting(data)).toBe(0);
	writeFileSync(join(data, 'spool', 'one', 'a'), 'abc');
	writeFileSync(join(data, 'spool', 'b'), 'de');
	expect(await spoolWaiting(data)).toBe(5);
	rmSync(data, { recursive: true });
	expect(await spoolWaiting(undefined)).toBeNull();
});
