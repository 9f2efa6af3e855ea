import { describe, expect, it } from 'vitest';
import { chapters } from './chapters.ts';
import { parseEventLog } from './event-log.ts';
import { joins, speaks } from './fixtures.ts';
import { speakingSegments, turns } from './speakers.ts';
import { buildTimeline } from './timeline.ts';

const openedAt = 1_700_000_000_000;
const file = (about: Record<string, unknown>, start: number, end: number, gaps: { from: number; to: number; reason: string }[] = []) => ({ id: `${String(about.source)}-${start}`, kind: 'media' as const, start, end, gaps, about });

describe('event log', () => {
	it('keeps the good lines of a torn log, in time order and in the time base of the recording', () => {
		const text = [`{"at":${openedAt + 500},"type":"speaker","participant":"b"}`, `{"at":${openedAt + 100},"type":"joined","participant":"a","detail":{"name":"Jana"}}`, '{"at":17000', '{"at":"soon","type":"left"}', '{"at":1,"type":"danced"}'].join('\n');
		expect(parseEventLog({ text, openedAt })).toEqual([
			{ at: 100, type: 'joined', participant: 'a', detail: { name: 'Jana' } },
			{ at: 500, type: 'speaker', participant: 'b', detail: {} }
		]);
	});
});

describe('chat', () => {
	it('has no letter that a table refuses', () => {
		const events = parseEventLog({ text: JSON.stringify({ at: openedAt + 100, type: 'chat', participant: 'a', detail: { id: '', text: 'Dobrý\0 den' } }), openedAt });
		expect(buildTimeline({ manifest: { openedAt, closedAt: openedAt + 1_000, gaps: [], files: [] }, events }).chat.map(({ text }) => text)).toEqual(['Dobrý den']);
	});
});

describe('who spoke when', () => {
	const cases: { name: string; events: Parameters<typeof speakingSegments>[0]['events']; expected: [string, number, number][] }[] = [
		{ name: 'one after the other', events: [speaks(0, 'a'), speaks(4_000, 'b')], expected: [['a', 0, 4_000], ['b', 4_000, 20_000]] },
		{ name: 'a breath does not break a speech', events: [speaks(0, 'a'), speaks(4_000, undefined), speaks(5_000, 'a'), speaks(9_000, undefined)], expected: [['a', 0, 9_000]] },
		{ name: 'a cough is no speech', events: [speaks(0, 'a'), speaks(200, undefined)], expected: [] },
		{ name: 'leaving ends it', events: [speaks(0, 'a'), { at: 3_000, type: 'left', participant: 'a', detail: {} }], expected: [['a', 0, 3_000]] },
		{ name: 'muting ends it', events: [speaks(0, 'a'), { at: 3_000, type: 'muted', participant: 'a', detail: {} }], expected: [['a', 0, 3_000]] },
		{ name: 'a pause ends everybody', events: [speaks(0, 'a'), { at: 3_000, type: 'paused', detail: {} }], expected: [['a', 0, 3_000]] },
		{ name: 'two at once', events: [{ at: 0, type: 'speaker', detail: { participants: ['a', 'b'] } }, speaks(5_000, 'b')], expected: [['a', 0, 5_000], ['b', 0, 20_000]] }
	];
	it.each(cases)('$name', ({ events, expected }) => {
		expect(speakingSegments({ events, durationMs: 20_000 }).map((s) => [s.participant, s.from, s.to])).toEqual(expected);
	});

	it('gives the floor to one person at a time and ignores interjections', () => {
		const speaking = [
			{ participant: 'a', from: 0, to: 30_000 },
			{ participant: 'b', from: 10_000, to: 14_000 },
			{ participant: 'b', from: 28_000, to: 50_000 }
		];
		expect(turns({ speaking, durationMs: 60_000, holdMs: 2_000 })).toEqual([
			{ participant: 'a', from: 0, to: 30_000 },
			{ participant: 'b', from: 30_000, to: 60_000 }
		]);
	});
});

describe('timeline', () => {
	const outage = { from: 5_000, to: 6_000, reason: 'sfu-restarted' };
	const timeline = buildTimeline({
		manifest: {
			openedAt,
			closedAt: openedAt + 60_000,
			gaps: [],
			files: [
				file({ participant: 'a', name: 'Jana', source: 'microphone' }, 0, 60_000, [outage]),
				file({ participant: 'b', name: 'Petr', source: 'microphone' }, 10_000, 40_000, [outage]),
				file({ participant: 'b', name: 'Petr', source: 'screen', width: 1920, height: 1080 }, 20_000, 25_000),
				file({ participant: 'b', name: 'Petr', source: 'screen', width: 1280, height: 720 }, 25_100, 30_000)
			]
		},
		events: [joins(0, 'a', 'Jana'), speaks(1_000, 'a'), joins(9_000, 'b', 'Petr'), speaks(20_000, 'b'), { at: 31_000, type: 'hand', participant: 'a', detail: { raised: true } }, { at: 32_000, type: 'hand', participant: 'a', detail: { raised: false } }, { at: 40_000, type: 'left', participant: 'b', detail: {} }, { at: 50_000, type: 'paused', detail: {} }]
	});

	it('leaves out a picture larger than any screen, and says where', () => {
		const screen = { participant: 'b', name: 'Petr', source: 'screen', height: 2_880 };
		const { tracks, gaps, people } = buildTimeline({ manifest: { openedAt, closedAt: openedAt + 9_000, gaps: [], files: [file({ ...screen, width: 5_120 }, 0, 1_000), file({ ...screen, width: 16_383 }, 2_000, 3_000)] }, events: [] });
		expect(tracks.map(({ width }) => width)).toEqual([5_120]);
		expect(gaps).toEqual([{ from: 2_000, to: 3_000, reason: 'picture-too-large' }]);
		expect(people.map(({ name }) => name)).toEqual(['Petr']);
	});

	it('tells one outage once, although every file has its gap', () => {
		expect(timeline.gaps).toEqual([outage]);
	});

	it('knows who was there and when', () => {
		expect(timeline.people).toEqual([
			{ id: 'a', name: 'Jana', present: [{ from: 0, to: 60_000 }] },
			{ id: 'b', name: 'Petr', present: [{ from: 9_000, to: 40_000 }] }
		]);
	});

	it('makes a table of contents that begins at zero, with one chapter per shared screen', () => {
		expect(chapters(timeline).map(({ at, kind, label }) => [at, kind, label])).toEqual([
			[0, 'start', ''],
			[1_000, 'speaker', 'Jana'],
			[5_000, 'gap', 'sfu-restarted'],
			[20_000, 'speaker', 'Petr'],
			[20_000, 'screen', 'Petr'],
			[31_000, 'hand', 'Jana'],
			[50_000, 'pause', '']
		]);
	});
});
