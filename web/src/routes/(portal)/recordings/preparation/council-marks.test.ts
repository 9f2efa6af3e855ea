import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chapters } from './chapters.ts';
import { councilMarks } from './council-marks.ts';
import { parseEventLog } from './event-log.ts';
import type { Timeline } from './timeline.ts';

const openedAt = Date.parse('2026-11-20T09:00:00Z');
const line = (at: number, detail: object) => JSON.stringify({ at: openedAt + at, type: 'council', detail });
const timeline = (lines: string[], more: Partial<Timeline> = {}): Timeline => ({
	openedAt, durationMs: 600_000, tracks: [], people: [{ id: 'eva', name: 'Eva', present: [] }], speaking: [], chat: [], hands: [], paused: [], gaps: [],
	council: councilMarks({ events: parseEventLog({ text: lines.join('\n'), openedAt }), openedAt }), ...more
});
const told = (lines: string[], more?: Partial<Timeline>) => chapters(timeline(lines, more)).map(({ at, kind, label }) => [at, kind, label]);

describe('chapters of a council’s session', () => {
	it('are its items, who had the floor, votes, resolutions, breaks and the closed part', () => {
		expect(
			told([
				line(1_000, { sequence: 1, type: 'item.opened', data: { item: 'x', number: '3', title: 'Rozpočet' } }),
				line(2_000, { sequence: 2, type: 'floor.given', data: { person: 'eva', name: 'Eva Čermáková', kind: 'ordinary', seconds: 300 } }),
				line(3_000, { sequence: 3, type: 'quorum.changed', data: { present: 40 } }),
				line(4_000, { sequence: 4, type: 'vote.opened', data: { vote: 'v', title: 'Schválení rozpočtu' } }),
				line(5_000, { sequence: 5, type: 'resolution.adopted', data: { number: '3/1' } }),
				line(6_000, { sequence: 6, type: 'session.suspended', data: { reason: 'oběd' } }),
				line(7_000, { sequence: 7, type: 'session.closed-part', data: { on: true, reason: '' } }),
				line(8_000, { sequence: 8, type: 'session.closed-part', data: { on: false, reason: '' } })
			])
		).toEqual([[0, 'start', ''], [1_000, 'item', '3 Rozpočet'], [2_000, 'floor', 'Eva Čermáková'], [4_000, 'vote', 'Schválení rozpočtu'], [5_000, 'resolution', '3/1'], [6_000, 'break', 'oběd'], [7_000, 'closed', '']]);
	});

	it('stand where it happened, not where the media server heard of it, once, and not before the beginning', () => {
		const vote = { sequence: 9, at: openedAt + 4_000, type: 'vote.opened', data: { title: 'Rozpočet' } };
		expect(told([line(20_000, vote), line(30_000, vote), line(0, { sequence: 1, at: openedAt - 60_000, type: 'item.opened', data: { number: '1', title: 'Zahájení' } })])).toEqual([[0, 'start', ''], [4_000, 'vote', 'Rozpočet']]);
	});

	it('leave out who merely spoke loudly when the chair has given the floor', () => {
		const speaking = [{ participant: 'eva', from: 0, to: 60_000 }];
		expect(told([], { speaking })).toEqual([[0, 'speaker', 'Eva']]);
		expect(told([line(2_000, { sequence: 2, type: 'floor.given', data: { person: 'eva', name: 'Eva' } })], { speaking })).toEqual([[0, 'start', ''], [2_000, 'floor', 'Eva']]);
	});

	it('survive whatever lies in the log', () => {
		fc.assert(
			fc.property(fc.array(fc.record({ sequence: fc.anything(), at: fc.anything(), type: fc.constantFrom('item.opened', 'vote.opened', 'floor.given', 'x'), data: fc.anything() }), { maxLength: 5 }), (details) => {
				for (const { at } of chapters(timeline(details.map((detail) => line(1_000, detail))))) expect(at).toBeGreaterThanOrEqual(0);
			})
		);
	});
});
