import { expect, it } from 'vitest';
import { planOf } from './plan.rules.ts';

it('adds up the planned minutes, and leaves out what was withdrawn', () => {
	const startsAt = Date.parse('2027-03-04T08:00:00Z');
	const items = [{ id: 'a', plannedMinutes: 10, state: 'planned' }, { id: 'b', plannedMinutes: 30, state: 'withdrawn' }, { id: 'c', plannedMinutes: 5, state: 'planned' }, { id: 'd', plannedMinutes: 5, state: 'planned' }];
	expect([...planOf({ startsAt, items })].map(([id, at]) => [id, (at - startsAt) / 60_000])).toEqual([['a', 0], ['c', 10], ['d', 15]]);
});
