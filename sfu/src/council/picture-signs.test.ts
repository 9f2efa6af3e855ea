import { expect, test } from 'vitest';
import { packet } from '../recorder/trial/synthetic.ts';
import { PictureSigns } from './picture-signs.ts';

/** Ten frames a second from `from` (ms) on; frame `lost` never comes. */
function send(signs: PictureSigns, { from, frames, key, lost }: { from: number; frames: number; key: number[]; lost?: number }): void {
	for (let frame = 0; frame < frames; frame += 1) {
		if (frame === lost) continue;
		signs.packet(packet({ kind: 'video', sequence: from / 100 + frame, timestamp: (from + frame * 100) * 90, key: key.includes(frame), mark: frame }), from + frame * 100);
	}
}

test('a picture arrives from the first key frame on, and not before', () => {
	const signs = new PictureSigns();
	send(signs, { from: 0, frames: 10, key: [] });
	expect([signs.arrives(1_000), signs.needsKeyFrame]).toEqual([false, true]);
	send(signs, { from: 1_000, frames: 5, key: [3] });
	expect([signs.arrives(1_500), signs.needsKeyFrame]).toEqual([true, false]);
});

test('packets after a loss are no picture until the next key frame', () => {
	const signs = new PictureSigns();
	send(signs, { from: 0, frames: 50, key: [0], lost: 10 });
	expect([signs.arrives(5_000), signs.needsKeyFrame]).toEqual([false, true]);
	send(signs, { from: 5_000, frames: 10, key: [2] });
	expect(signs.arrives(6_000)).toBe(true);
});

test('a packet that comes a little late is none that was lost', () => {
	const signs = new PictureSigns();
	send(signs, { from: 0, frames: 10, key: [0], lost: 9 });
	send(signs, { from: 1_000, frames: 3, key: [] });
	signs.packet(packet({ kind: 'video', sequence: 9, timestamp: 900 * 90, mark: 9 }), 1_300);
	expect([signs.arrives(1_400), signs.needsKeyFrame]).toEqual([true, false]);
});

test('a camera that sends nothing any more shows nothing after a moment', () => {
	const signs = new PictureSigns();
	send(signs, { from: 0, frames: 10, key: [0] });
	expect([signs.arrives(1_900), signs.arrives(3_000)]).toEqual([true, false]);
});
