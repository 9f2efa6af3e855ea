import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captionSegment, readCue } from './captions.ts';
import { appended, type Listing, mediaPlaylist, type Segment } from './playlist.ts';

const start = Date.UTC(2026, 10, 23, 14);
const segment = (number: number, changes: Partial<Segment> = {}): Segment => ({ name: `${number}-ab`, duration: 2, at: start + number * 2_000, discontinuity: number === 0, ticks: number * 180_000, ...changes });
const empty: Listing = { segments: [], sequence: 0, discontinuities: 0, ended: false };

test('a playlist says when each segment was taken, and where clocks begin anew', () => {
	const { listing } = appended(appended(empty, segment(0), 60_000).listing, segment(1), 60_000);
	expect(mediaPlaylist({ ...listing, ended: true }, 'ts').split('\n')).toEqual([
		'#EXTM3U',
		'#EXT-X-VERSION:6',
		'#EXT-X-TARGETDURATION:2',
		'#EXT-X-MEDIA-SEQUENCE:0',
		'#EXT-X-DISCONTINUITY-SEQUENCE:0',
		'#EXT-X-INDEPENDENT-SEGMENTS',
		'#EXT-X-DISCONTINUITY',
		'#EXT-X-PROGRAM-DATE-TIME:2026-11-23T14:00:00.000Z',
		'#EXTINF:2.000,',
		'0-ab.ts',
		'#EXT-X-PROGRAM-DATE-TIME:2026-11-23T14:00:02.000Z',
		'#EXTINF:2.000,',
		'1-ab.ts',
		'#EXT-X-ENDLIST',
		''
	]);
});

test('the window slides: numbers and discontinuities go on counting, nothing is named twice or lost', () => {
	fc.assert(
		fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), fc.integer({ min: 0, max: 120_000 }), (breaks, keepMs) => {
			let listing = empty;
			const left: string[] = [];
			for (const [number, discontinuity] of breaks.entries()) {
				const added = appended(listing, segment(number, { discontinuity }), keepMs);
				listing = added.listing;
				left.push(...added.gone.map(({ name }) => name));
			}
			expect([...left, ...listing.segments.map(({ name }) => name)]).toEqual(breaks.map((_, number) => `${number}-ab`));
			expect(listing.sequence).toBe(left.length);
			expect(listing.discontinuities).toBe(breaks.slice(0, left.length).filter(Boolean).length);
			expect(listing.segments.length).toBe(Math.min(breaks.length, Math.max(6, Math.ceil(keepMs / 2_000))));
		})
	);
});

test('captions lie in every segment that they touch, on its clock', () => {
	const cue = readCue(JSON.stringify({ from: start + 3_500, to: start + 5_000, text: 'Kdo je pro <návrh>?' }));
	expect(cue).not.toBeNull();
	const cues = cue === null ? [] : [cue];
	expect(captionSegment(cues, segment(0))).toBe('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n');
	expect(captionSegment(cues, segment(1))).toBe('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:180000\n\n00:00:01.500 --> 00:00:03.000\nKdo je pro &lt;návrh&gt;?\n');
	expect(captionSegment(cues, segment(2))).toContain('\n00:00:00.000 --> 00:00:01.000\n');
});

test.each([['no JSON', 'hello'], ['no text', '{"from":1,"to":2,"text":" "}'], ['ends before it begins', '{"from":2,"to":1,"text":"a"}'], ['no times', '{"text":"a"}']])('what is no caption is left out: %s', (_name, line) => {
	expect(readCue(line)).toBeNull();
});
