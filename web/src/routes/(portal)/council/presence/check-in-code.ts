/** The code on the hall's wall: it changes every half a minute, so that a picture of it is of no use to somebody who is not there. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** How long a code is shown, in ms. */
export const CODE_MS = 30_000;
/** It is taken for as long again: a phone needs a moment, and so does the page. */
const TAKEN_WINDOWS = 2;

export type CodeState = 'good' | 'old' | 'wrong';

interface Asking {
	/** The portal's own secret; any text with enough randomness. */
	secret: string;
	session: string;
	now: Date;
}

const windowAt = (now: Date): number => Math.floor(now.getTime() / CODE_MS);

function sign(secret: string, session: string, window: number): string {
	const key = hkdfSync('sha256', secret, '', 'sal council check-in', 32);
	return createHmac('sha256', Buffer.from(key)).update(`${session} ${String(window)}`).digest('base64url').slice(0, 22);
}

/** The code of this moment, and when it is replaced (ms since 1970). */
export function codeAt({ secret, session, now }: Asking): { code: string; until: number } {
	const window = windowAt(now);
	return { code: `${window.toString(36)}.${sign(secret, session, window)}`, until: (window + 1) * CODE_MS };
}

/** `old`: it was ours, and has been replaced for too long. `wrong`: it never was the code of this session, or not yet. */
export function checkCode({ secret, session, now, code }: Asking & { code: string }): CodeState {
	const [, stamp = '', mac = ''] = /^([0-9a-z]{1,11})\.([\w-]{22})$/.exec(code) ?? [];
	if (!stamp) return 'wrong';
	const window = Number.parseInt(stamp, 36);
	if (!timingSafeEqual(Buffer.from(mac), Buffer.from(sign(secret, session, window)))) return 'wrong';
	const age = windowAt(now) - window;
	return age < 0 ? 'wrong' : age < TAKEN_WINDOWS ? 'good' : 'old';
}
