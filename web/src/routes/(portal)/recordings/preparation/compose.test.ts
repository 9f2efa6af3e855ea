import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, type ComposeJob } from './compose.ts';
import { joins, makePackage, speaks } from './fixtures.ts';
import { slicePaths } from './encode-slice.ts';
import { buildTimeline } from './timeline.ts';

/** A meeting in small: someone comes later, mutes, turns the phone, the camera goes off, a screen is shared, and one file is damaged. */
let folder: string;
let job: ComposeJob;
const SECONDS = 12;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sal-compose-'));
	const { manifest, read } = makePackage({
		folder,
		openedAt: Date.parse('2026-11-22T10:00:00Z'),
		durationMs: SECONDS * 1_000,
		tracks: [
			{ participant: 'a', name: 'Jana Nováková', source: 'camera', from: 0, seconds: SECONDS, size: { width: 320, height: 180 } },
			{ participant: 'a', name: 'Jana Nováková', source: 'microphone', from: 0, seconds: 11, tone: 300, holes: [[2, 4]] },
			{ participant: 'b', name: "Petr 'Šťastný': [x]", source: 'camera', from: 3_000, seconds: 3 },
			{ participant: 'b', name: "Petr 'Šťastný': [x]", source: 'camera', from: 6_000, seconds: 2, size: { width: 180, height: 320 } },
			{ participant: 'b', name: "Petr 'Šťastný': [x]", source: 'microphone', from: 5_000, seconds: 3, tone: 500 },
			{ participant: 'a', name: 'Jana Nováková', source: 'screen', from: 9_000, seconds: 2, size: { width: 400, height: 300 } },
			{ participant: 'c', name: 'Žofie', source: 'camera', from: 9_000, seconds: 2 }
		]
	});
	// Žofie's file is rotten from its first cluster on.
	await writeFile(join(folder, 'file-6.webm'), Buffer.alloc(manifest.files[6]?.bytes ?? 0, 0x55));
	const timeline = buildTimeline({ manifest, events: [joins(0, 'a', 'Jana Nováková'), speaks(100, 'a'), speaks(5_000, 'b'), speaks(8_000, 'a')] });
	job = {
		manifest, timeline, read, title: 'Zkouška', folder: join(folder, 'scratch'), signal: new AbortController().signal,
		words: { font: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', boldFont: '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf', paused: 'Pauza', empty: 'Nikdo', more: (count) => `+${count}` },
		progress: () => Promise.resolve()
	};
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const probe = (path: string) =>
	JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,width,height,nb_read_frames,duration,r_frame_rate', '-of', 'json', path], { encoding: 'utf8' })) as { streams: { codec_name: string; width?: number; height?: number; nb_read_frames: string; duration: string }[] };
/** Mean loudness in dB between two seconds. */
function loudness(path: string, from: number, to: number): number {
	const said = execFileSync('sh', ['-c', `ffmpeg -hide_banner -nostats -ss ${from} -t ${to - from} -i "${path}" -af volumedetect -vn -f null - 2>&1`], { encoding: 'utf8' });
	return Number(/mean_volume: (-?[\d.]+) dB/.exec(said)?.[1] ?? '-91');
}

describe('access copy', () => {
	it('has picture and sound of exactly the recording’s length, and the sound at its right time', async () => {
		const percents: number[] = [];
		const { mp4, poster, waveform, speed } = await compose({ ...job, progress: async ({ percent }) => void percents.push(percent) });
		const [video, audio] = probe(mp4).streams;
		expect(video).toMatchObject({ codec_name: 'h264', width: 1280, height: 720, nb_read_frames: String(SECONDS * 25) });
		expect(audio?.codec_name).toBe('aac');
		expect(Math.abs(Number(audio?.duration) - SECONDS)).toBeLessThan(0.1);
		// Heard at 0–2, muted 2–4, back until 11, nothing afterwards.
		expect(loudness(mp4, 0.2, 1.8)).toBeGreaterThan(-35);
		expect(loudness(mp4, 2.3, 3.8)).toBeLessThan(-60);
		expect(loudness(mp4, 4.3, 7)).toBeGreaterThan(-35);
		expect(loudness(mp4, 11.3, 11.9)).toBeLessThan(-60);
		expect((await stat(poster)).size).toBeGreaterThan(1_000);
		expect(waveform).toHaveLength(2_000);
		expect(Math.max(...waveform.slice(0, 300))).toBeGreaterThan(100);
		expect(Math.max(...waveform.slice(400, 640))).toBeLessThan(20);
		expect(percents.at(-1)).toBe(95);
		expect([...percents].sort((a, b) => a - b)).toEqual(percents);
		expect(speed).toBeGreaterThan(0);
	}, 180_000);

	it('begins at once: the index stands before the picture', () => {
		const head = execFileSync('sh', ['-c', `head -c 65536 "${join(job.folder, 'whole.mp4')}"`]).toString('latin1');
		expect(head.indexOf('moov')).toBeGreaterThan(0);
		expect(head.indexOf('moov')).toBeLessThan(head.indexOf('mdat'));
	});

	it('goes on where it was: slices that are made are not made again, a torn one is', async () => {
		const first = slicePaths({ folder: job.folder, number: 0 });
		const second = slicePaths({ folder: job.folder, number: 1 });
		const before = await stat(first.picture);
		await writeFile(second.sound, Buffer.alloc(100));
		const torn = await stat(second.picture);
		const { mp4 } = await compose(job);
		expect((await stat(first.picture)).mtimeMs).toBe(before.mtimeMs);
		expect((await stat(second.picture)).mtimeMs).toBeGreaterThan(torn.mtimeMs);
		expect(probe(mp4).streams[0]?.nb_read_frames).toBe(String(SECONDS * 25));
	}, 120_000);

	it('decodes no frame larger than any screen, whatever the file says of itself', async () => {
		const small = { participant: 'a', name: 'Jana', source: 'camera' as const, from: 0, seconds: 1 };
		const inside = join(folder, 'huge');
		await mkdir(inside);
		const { manifest, read } = makePackage({ folder: inside, openedAt: 0, durationMs: 1_000, tracks: [{ ...small, size: { width: 6_000, height: 4_000 } }, { ...small, participant: 'b', source: 'microphone' }] });
		const declared = manifest.files.map((file) => ({ ...file, about: { ...file.about, ...(file.about.kind === 'video' && { width: 320, height: 180 }) } }));
		const lying = { ...manifest, files: declared };
		const { mp4 } = await compose({ ...job, manifest: lying, timeline: buildTimeline({ manifest: lying, events: [] }), read, folder: join(inside, 'scratch') });
		const streams = probe(mp4).streams;
		expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac']);
		// Nothing but the card without a picture: twenty-five frames of a test pattern would be far more.
		expect((await stat(slicePaths({ folder: join(inside, 'scratch'), number: 0 }).picture)).size).toBeLessThan(20_000);
	}, 120_000);

	it('stops within a moment when it is told to, and leaves no child behind', async () => {
		const stop = new AbortController();
		const running = compose({ ...job, folder: join(folder, 'stopped'), signal: stop.signal, progress: async () => stop.abort(new Error('the process is to end')) });
		await expect(running).rejects.toThrow('the process is to end');
	}, 120_000);
});
