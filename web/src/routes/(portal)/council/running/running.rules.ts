/** What may follow what in a session. */
import type { SessionState } from '../live.ts';

export type RunningAct = 'open' | 'suspend' | 'resume' | 'end';

const from: Record<RunningAct, readonly SessionState[]> = { open: ['published'], suspend: ['running'], resume: ['suspended'], end: ['running', 'suspended'] };
const to: Record<RunningAct, SessionState> = { open: 'running', suspend: 'suspended', resume: 'running', end: 'ended' };

/** The state after the act; null when it does not follow from this one. */
export function after({ state, act }: { state: SessionState; act: RunningAct }): SessionState | null {
	return from[act].includes(state) ? to[act] : null;
}

/** The doors of the room open an hour before; a session does not begin before its hour (five minutes are the clock's). */
const EARLY_MS = 5 * 60_000;
export const tooEarly = ({ startsAt, now }: { startsAt: Date; now: Date }): boolean => now.getTime() < startsAt.getTime() - EARLY_MS;

/**
 * Whether a deputy may take the chair without being given it: once nothing has been heard of whoever presides. By themselves one press is enough at once; nobody pressing,
 * the portal hands it to the first deputy present when the rules' time has passed.
 */
export function mayTakeOver({ presidedBy, lostAt, taker, now, seconds = 0 }: { presidedBy: string | null; lostAt: Date | null; taker: string; now: Date; seconds?: number }): boolean {
	if (presidedBy === taker) return false;
	if (presidedBy === null) return true;
	return lostAt !== null && now.getTime() - lostAt.getTime() >= seconds * 1_000;
}
