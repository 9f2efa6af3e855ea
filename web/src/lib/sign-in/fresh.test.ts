import { expect, it } from 'vitest';
import { isFresh, PROOF_MINUTES } from './fresh.ts';

const now = new Date('2027-03-04T12:00:00Z');
it.each([
	[0, true],
	[PROOF_MINUTES * 60_000 - 1, true],
	[PROOF_MINUTES * 60_000, false]
])('what was shown %i ms ago is fresh: %s', (ago, fresh) => {
	expect(isFresh(new Date(now.getTime() - ago), now)).toBe(fresh);
});
it('what nobody has told is not', () => {
	expect(isFresh(null, now)).toBe(false);
});
