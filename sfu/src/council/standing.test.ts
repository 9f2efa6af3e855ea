import { describe, expect, test } from 'vitest';
import { look, unwatched, type Standing, type Watch } from './standing.ts';

/** Looks once a second; `seen`: `+` good, `-` bad. Answers with the standing after each look. */
function after(seen: string, graceMs = 5_000): Standing[] {
	let watch: Watch = unwatched;
	return [...seen].map((mark, second) => (watch = look({ watch, good: mark === '+', now: second * 1_000, graceMs })).standing);
}

describe('how somebody stands', () => {
	test.each<[string, string, Standing[]]>([
		['present once it has lasted', '+++', ['unknown', 'unknown', 'present']],
		['a second that is lost says nothing', '+++-++', ['unknown', 'unknown', 'present', 'present', 'present', 'present']],
		['failing when it lasts', '+++---', ['unknown', 'unknown', 'present', 'present', 'present', 'failing']],
		['back within the grace period', '+++---+++', ['unknown', 'unknown', 'present', 'present', 'present', 'failing', 'failing', 'failing', 'present']],
		['gone after it, counted from when it began to fail', '+++------', ['unknown', 'unknown', 'present', 'present', 'present', 'failing', 'failing', 'failing', 'gone']],
		['one good second in the grace period does not begin it anew', '+++---+--', ['unknown', 'unknown', 'present', 'present', 'present', 'failing', 'failing', 'failing', 'gone']],
		['nobody who was never seen is failing', '----', ['unknown', 'unknown', 'unknown', 'unknown']],
		['comes back after having been gone', '+++------+++', ['unknown', 'unknown', 'present', 'present', 'present', 'failing', 'failing', 'failing', 'gone', 'gone', 'gone', 'present']]
	])('%s', (_, seen, expected) => {
		expect(after(seen)).toEqual(expected);
	});

	test('without a grace period the next look ends it', () => {
		expect(after('+++----', 0).at(-1)).toBe('gone');
	});
});
