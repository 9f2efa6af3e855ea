const FIRST = 200;
const LONGEST = 10_000;
/** A process that has run this long, in milliseconds, was not failing at its start. */
const SETTLED = 20_000;

/** How often a process has ended soon after its start, one time after the other. */
export type Attempts = number;

/** Attempts after another end, given how long the process had run (milliseconds). */
export const nextAttempts = (attempts: Attempts, ranFor: number): Attempts => (ranFor >= SETTLED ? 1 : attempts + 1);

/** Milliseconds to wait before starting again: 0.2 s after the first end, doubled up to 10 s. */
export const delayAfter = (attempts: Attempts): number => Math.min(LONGEST, FIRST * 2 ** Math.min(attempts - 1, 20));
