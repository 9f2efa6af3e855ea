/** The key by which push services know this portal (RFC 8292). */
import { createECDH } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';

export interface Vapid {
	/** Whom a push service may write to: an https origin or a mail address. */
	subject: string;
	/** A point of P-256, uncompressed, base64url: what browsers are given as `applicationServerKey`. */
	publicKey: string;
	/** Its scalar, base64url. */
	privateKey: string;
}

const known = new Map<string, Vapid>();

/** Of this portal; undefined when it has no key for that. Reads the key's file once. */
export function vapidOf({ push, origin }: Pick<Config, 'push' | 'origin'>): Vapid | undefined {
	if (!push) return undefined;
	const kept = known.get(push.keyFile);
	if (kept) return kept;
	const vapid = vapidFrom({ privateKey: readFileSync(push.keyFile, 'utf8').trim(), origin });
	known.set(push.keyFile, vapid);
	return vapid;
}

export function vapidFrom({ privateKey, origin }: { privateKey: string; origin: string }): Vapid {
	const pair = createECDH('prime256v1');
	pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
	// On loopback there is no address that a push service could visit.
	const subject = origin.startsWith('https:') ? origin : `mailto:postmaster@${new URL(origin).hostname}`;
	return { subject, publicKey: pair.getPublicKey().toString('base64url'), privateKey };
}
