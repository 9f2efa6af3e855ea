/** When a mail is tried again, and when it is given up. Pure. */

const MINUTE = 60_000;
const LONGEST_PAUSE = 4 * 3_600_000;
/** RFC 5321 §4.5.4.1: a sender gives up after four to five days at the earliest. */
export const GIVE_UP_AFTER = 4 * 86_400_000;

/** Pause before the next attempt, in milliseconds: 1, 2, 4 … minutes, at most four hours. `attempts`: how many have failed, from 1. */
export const pauseAfter = (attempts: number): number => Math.min(LONGEST_PAUSE, MINUTE * 2 ** Math.min(attempts - 1, 20));

export interface Tried {
	createdAt: Date;
	attempts: number;
	uselessAfter: Date | null;
	/** The server said that it will never take it (5yz, RFC 5321 §4.2.1). */
	permanent: boolean;
	now: Date;
}

/** Moment of the next attempt; undefined: there is none. */
export function nextAttempt({ createdAt, attempts, uselessAfter, permanent, now }: Tried): Date | undefined {
	const next = new Date(now.getTime() + pauseAfter(attempts));
	if (permanent || next.getTime() - createdAt.getTime() > GIVE_UP_AFTER || (uselessAfter && next >= uselessAfter)) return undefined;
	return next;
}
