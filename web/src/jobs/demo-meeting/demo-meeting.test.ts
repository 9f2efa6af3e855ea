import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, pictureSource } from './picture.ts';
import { playArguments } from './play.ts';
import { initials, LENGTH_SECONDS, ownTurns, parts } from './script.ts';
import { SAMPLE_RATE, speak } from './voice.ts';

describe('the script', () => {
	it.each([['MUDr. Eva Kučerová', 'EK'], ['Josef Šimek', 'JŠ'], ['Ing. Jan Amos Novák, Ph.D.', 'JN'], ['Žofie', 'Ž'], ['', '']])('%s has the initials %s', (name, expected) => expect(initials(name)).toBe(expected));

	it('lets everybody speak, inside the meeting and after joining, mostly one at a time', () => {
		for (const { turns, joinsAt } of parts) {
			expect(turns.length).toBeGreaterThan(0);
			for (const { from, to } of turns) expect(joinsAt <= from && from < to && to <= LENGTH_SECONDS).toBe(true);
		}
		const speakersAt = (second: number): number => parts.filter(({ turns }) => turns.some(({ from, to }) => second >= from && second < to)).length;
		const seconds = Array.from({ length: LENGTH_SECONDS }, (_, second) => speakersAt(second));
		expect(seconds.filter((count) => count === 1).length).toBeGreaterThan(LENGTH_SECONDS * 0.7);
		expect(Math.max(...seconds)).toBe(1);
	});

	it('counts a part’s turns from its own beginning', () => expect(ownTurns({ joinsAt: 12, turns: [{ from: 35, to: 49 }] })).toEqual([{ from: 23, to: 37 }]));
});

describe('the voice', () => {
	const loudness = (samples: Int16Array): number => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

	it('is silent outside its turns, heard inside them, and never clips', () => {
		const seconds = [...speak({ turns: [{ from: 1, to: 3 }], seconds: 5, pitch: 120, seed: 3 })];
		expect(seconds.map((samples) => samples.length)).toEqual(Array(5).fill(SAMPLE_RATE));
		expect(seconds.map((samples) => loudness(samples) > 300)).toEqual([false, true, true, false, false]);
		expect(seconds.map((samples) => loudness(samples) === 0)).toEqual([true, false, false, true, true]);
		expect(Math.max(...seconds.flatMap((samples) => [samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)]))).toBeLessThan(32_767);
	});
});

describe('the picture', () => {
	it('takes any name without letting it out of its quotes', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => !escapeText(name).includes("'")));
		const source = pictureSource({ name: "O'Brien: 100 %", organisation: 'A,B;C', initials: 'O', colours: { card: '0x000000', disc: '0xffffff' }, turns: [], seconds: 1 });
		expect(source).toContain("text='O’Brien\\: 100 \\%'");
		expect(source).toContain("text='A,B;C'");
	});

	it('is sent as the room expects it: its payload types and sources, through the relays', () => {
		const [part] = parts;
		if (!part) throw new Error('no part');
		const to = { video: { ip: '127.0.0.1', port: 1, payloadType: 101, ssrc: 11 }, audio: { ip: '127.0.0.1', port: 2, payloadType: 100, ssrc: 22 } };
		const args = playArguments({ actor: { part, name: 'A', organisation: 'B', seconds: 3, soundFile: 'x.pcm' }, to, relays: { video: { address: 'rtp://v' }, audio: { address: 'rtp://a' } } }).join(' ');
		expect(args).toContain('-payload_type 101 -ssrc 11 -f rtp rtp://v');
		expect(args).toContain('-payload_type 100 -ssrc 22 -f rtp rtp://a');
	});
});
