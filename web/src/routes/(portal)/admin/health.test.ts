import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { spoolDisk, timed } from './health.server.ts';

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
