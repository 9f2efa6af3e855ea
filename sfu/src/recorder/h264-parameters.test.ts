import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configurationOf, pictureSize, START } from './h264-parameters.ts';

/** Parameter sets as x264 writes them. */
function encoded(size: string, profile: string): Buffer[] {
	const stream = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `color=s=${size}`, '-frames:v', '1', '-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', profile, '-pix_fmt', 'yuv420p', '-f', 'h264', '-']);
	// Units stand behind start codes of three or four bytes; the fourth is a zero at the end of the unit before.
	return stream.toString('latin1').split('\0\0\x01').map((unit) => unit.replace(/\0$/, '')).filter(Boolean).map((unit) => Buffer.from(unit, 'latin1'));
}

test.each([
	['1920x1080', 'baseline'], // 1080 is no multiple of 16: the picture is cropped
	['1280x720', 'main'],
	['640x362', 'high']
])('%s in %s', (size, profile) => {
	const units = encoded(size, profile);
	const sps = units.find((unit) => (unit.readUInt8(0) & 0x1f) === 7);
	const [width, height] = size.split('x').map(Number);
	expect(sps && pictureSize(sps)).toEqual({ width, height });
	expect(configurationOf(units.flatMap((unit) => [START, unit]))?.subarray(0, 6)).toEqual(Buffer.concat([Buffer.from([1]), sps?.subarray(1, 4) ?? Buffer.alloc(0), Buffer.from([0xff, 0xe1])]));
});

test('whatever is claimed has a size that can be, or none', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			const size = pictureSize(bytes);
			expect(size === null || (size.width > 0 && size.width <= 8192 && size.height > 0 && size.height <= 8192)).toBe(true);
		}),
		{ numRuns: 2000 }
	);
});
