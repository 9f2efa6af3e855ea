/** One message to one browser: encrypted for it (RFC 8291), signed by us (RFC 8292), handed to its push service (RFC 8030). */
import webPush from 'web-push';
import type { Vapid } from './vapid.ts';

/** How long the push service may keep what a sleeping browser has not fetched, in seconds. */
const TTL_SECONDS = 3_600;
const PATIENCE_MS = 10_000;

export interface PushMessage {
	subscription: { endpoint: string; p256dh: string; auth: string };
	/** Shown by `static/push.js`. At most about 3 kB: push services take 4096 octets, encrypted. */
	payload: { title: string; body: string; tag: string; href: string };
	/** A newer message of the same topic takes the place of one that waits (RFC 8030 §5.4): letters and digits, at most 32. */
	topic: string;
	vapid: Vapid;
}

/** `gone`: the browser takes none any more (RFC 8030 §7.3), forget it. `later`: the service could not be reached or is busy. `refused`: it will never take this one. */
export type Pushed = 'sent' | 'gone' | 'later' | 'refused';

export async function sendPush({ subscription: { endpoint, p256dh, auth }, payload, topic, vapid }: PushMessage): Promise<Pushed> {
	let request;
	try {
		request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), { vapidDetails: vapid, TTL: TTL_SECONDS, urgency: 'high', topic, contentEncoding: 'aes128gcm' });
	} catch {
		// Keys that are none: whoever subscribed has sent them by hand.
		return 'gone';
	}
	const { method, headers, body } = request;
	// A redirect could lead to an address that nobody has checked.
	const answer = await fetch(endpoint, { method, headers: textual(headers), body: new Uint8Array(body ?? []), redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
	await answer?.body?.cancel();
	if (!answer) return 'later';
	if (answer.ok) return 'sent';
	if (answer.status === 404 || answer.status === 410) return 'gone';
	return answer.status === 429 || answer.status >= 500 ? 'later' : 'refused';
}

const textual = (headers: object): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
