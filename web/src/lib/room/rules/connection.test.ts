import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outside, pauseBefore, step, type Connection, type ConnectionEvent, type Effect } from './connection.ts';

function play(events: ConnectionEvent[], from: Connection = outside) {
	let state = from;
	const effects: Effect[] = [];
	for (const event of events) {
		const next = step(state, event);
		state = next.state;
		effects.push(...next.effects);
	}
	return { state, effects: effects.map((effect) => effect.do) };
}

const joined: ConnectionEvent[] = [{ type: 'join' }, { type: 'connected' }, { type: 'entered', place: 'room', resumable: true }];

describe('joining', () => {
	it('connects, enters and is inside', () => {
		expect(play(joined)).toMatchObject({ state: { phase: 'inside', key: 'resume', troubleSince: null }, effects: ['connect', 'enter'] });
	});

	it('waits in the lobby and enters once admitted', () => {
		const { state, effects } = play([{ type: 'join' }, { type: 'connected' }, { type: 'entered', place: 'lobby', resumable: true }, { type: 'enterAgain' }, { type: 'entered', place: 'room', resumable: true }]);
		expect(state.phase).toBe('inside');
		expect(effects).toEqual(['connect', 'enter', 'enter']);
	});
});

describe('a cut', () => {
	it('is healed with the resume secret and without a click', () => {
		const { state, effects } = play([...joined, { type: 'lost', now: 1_000 }, { type: 'retry' }, { type: 'connected' }, { type: 'entered', place: 'room', resumable: true }]);
		expect(state).toMatchObject({ phase: 'inside', key: 'resume', attempt: 0, troubleSince: null });
		expect(effects.slice(2)).toEqual(['close', 'pause', 'connect', 'enter']);
	});

	it('of a minute is tried again and again, and remembers when it began', () => {
		const attempts = Array.from({ length: 30 }, (_, index): ConnectionEvent[] => [{ type: 'retry' }, { type: 'setback', code: 'unreachable', now: 2_000 + index * 3_000 }]).flat();
		expect(play([...joined, { type: 'lost', now: 1_000 }, ...attempts]).state).toMatchObject({ phase: 'pausing', key: 'resume', troubleSince: 1_000 });
	});

	it('that outlasts the room asks the portal for a new token', () => {
		const { state } = play([...joined, { type: 'lost', now: 0 }, { type: 'retry' }, { type: 'setback', code: 'resume-invalid', now: 1 }, { type: 'retry' }]);
		expect(state).toMatchObject({ phase: 'connecting', key: 'token' });
	});
});

describe('the end', () => {
	it.each([
		['removed', 'removed'],
		['taken-over', 'taken-over'],
		['ended', 'ended'],
		['locked', 'locked'],
		['room-full', 'room-full'],
		['portal-refused', 'not-allowed']
	] as const)('%s at the door ends with %s', (code, ending) => {
		expect(play([{ type: 'join' }, { type: 'setback', code, now: 0 }]).state).toMatchObject({ phase: 'over', ending });
	});

	it.each(['removed', 'signed-out', 'denied', 'ended', 'taken-over'] as const)('goodbye %s is final: a lost socket afterwards brings nobody back', (reason) => {
		const { state, effects } = play([...joined, { type: 'goodbye', reason }, { type: 'lost', now: 5 }, { type: 'retry' }]);
		expect(state).toMatchObject({ phase: 'over', ending: reason });
		expect(effects.slice(2)).toEqual(['close']);
	});

	it('does not come with a media server that goes down for maintenance', () => {
		expect(play([...joined, { type: 'goodbye', reason: 'draining' }, { type: 'lost', now: 5 }]).state.phase).toBe('pausing');
	});

	it('comes when two fresh tokens were refused', () => {
		const refused: ConnectionEvent[] = [{ type: 'setback', code: 'token-invalid', now: 0 }, { type: 'retry' }];
		expect(play([{ type: 'join' }, ...refused, ...refused, ...refused]).state).toMatchObject({ phase: 'over', ending: 'not-allowed' });
	});

	it('can be followed by another join', () => {
		expect(play([...joined, { type: 'leave' }, { type: 'join' }]).state).toMatchObject({ phase: 'connecting', key: 'token', ending: null });
	});
});

it('never opens two connections at once, whatever happens', () => {
	const event = fc.oneof(
		fc.constantFrom<ConnectionEvent>({ type: 'connected' }, { type: 'retry' }, { type: 'enterAgain' }, { type: 'lost', now: 1 }, { type: 'entered', place: 'room', resumable: true }, { type: 'goodbye', reason: 'draining' }),
		fc.constantFrom('unreachable', 'resume-invalid', 'token-expired', 'rate-limited').map((code): ConnectionEvent => ({ type: 'setback', code, now: 1 }))
	);
	fc.assert(
		fc.property(fc.array(event, { maxLength: 40 }), (events) => {
			let open = 0;
			for (const effect of play([{ type: 'join' }, ...events]).effects) {
				if (effect === 'connect') open++;
				if (effect === 'close') open = 0;
				expect(open).toBeLessThanOrEqual(1);
			}
		})
	);
});

it('waits longer after each failure, two seconds at most', () => {
	expect([1, 2, 3, 4, 5, 20].map(pauseBefore)).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000]);
});
