import { createHmac } from 'node:crypto';

/** How long a pair of TURN credentials is good, in seconds: a long session, and a reconnect in it. */
const TURN_SECONDS = 12 * 3_600;

export interface IceServer {
	urls: string[];
	username: string;
	credential: string;
}

/**
 * Short-lived credentials as coturn checks them with `use-auth-secret` (draft-uberti-behave-turn-rest):
 * the name carries the expiry, the password is its HMAC-SHA1 under the shared secret.
 */
export function turnServers({ turn, person, now }: { turn: { urls: string[]; secret: string } | undefined; person: string; now: number }): IceServer[] {
	if (!turn) return [];
	const username = `${String(Math.floor(now / 1000) + TURN_SECONDS)}:${person}`;
	return [{ urls: turn.urls, username, credential: createHmac('sha1', turn.secret).update(username).digest('base64') }];
}
