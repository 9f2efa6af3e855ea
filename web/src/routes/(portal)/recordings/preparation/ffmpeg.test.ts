import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FfmpegError, FfmpegTimeout, runFfmpeg } from './ffmpeg.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sal-ffmpeg-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

it('ends a run that does not end by itself, and says so', async () => {
	const endless = ['-re', '-f', 'lavfi', '-i', 'anullsrc', '-f', 'null', '-'];
	await expect(runFfmpeg({ args: endless, signal, seconds: 0.5 })).rejects.toBeInstanceOf(FfmpegTimeout);
});

it.each(['ffmpeg', 'ffprobe'] as const)('%s fetches nothing that a file names', async (program) => {
	let asked = 0;
	const server = createServer((_, answer) => {
		asked++;
		answer.end();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	try {
		const list = join(folder, 'list.m3u8');
		await writeFile(list, `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${(server.address() as AddressInfo).port}/secret.ts\n#EXT-X-ENDLIST\n`);
		const args = program === 'ffmpeg' ? ['-i', list, '-f', 'null', '-'] : [list];
		await runFfmpeg({ program, args, signal }).catch((error: unknown) => expect(error).toBeInstanceOf(FfmpegError));
		expect(asked).toBe(0);
	} finally {
		await new Promise((closed) => server.close(closed));
	}
});
