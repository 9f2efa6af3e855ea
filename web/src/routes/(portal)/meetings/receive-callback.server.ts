/** The media server's callbacks, from signed text to an answer. The route only hands it the request. */
import { ownerOfMeeting, withActor, type Database, type Tx } from '@sal/db';
import { callbackSchema, verifyMessage } from '@sal/sfu/control';
import { decodeProtectedHeader } from 'jose';
import * as v from 'valibot';
import type { Logger } from '#lib/server/log.ts';
import { applyCallback, passOver } from './callbacks.server.ts';
import { isRefusedData, quarantine, type Reason } from './quarantine.server.ts';

/** Where a callback belongs, even if the rest of it cannot be read. */
const placeSchema = v.pick(callbackSchema, ['sfu', 'room', 'sequence']);

export interface Receiving {
	jws: string;
	db: Database;
	/** The public key (SPKI PEM) of a media server; undefined for one that is none of ours. */
	publicKeyOf(sfu: string): string | undefined;
	log: Logger;
}

/**
 * 204 when applied (or applied before), 409 `{expected}` when an earlier number is missing, 401 when it is not signed by one of our media
 * servers. What can never be applied is kept aside for the administrator and acknowledged: sent for ever, it would hold back what follows.
 */
export async function receiveCallback({ jws, db, publicKeyOf, log }: Receiving): Promise<Response> {
	const signed = await verified({ jws, publicKeyOf });
	if (!signed) return Response.json({ code: 'signature-invalid' }, { status: 401 });
	const place = v.safeParse(placeSchema, signed.message);
	const parsed = v.safeParse(callbackSchema, signed.message);
	const organisation = place.success ? await ownerOfMeeting(db, place.output.room) : undefined;
	const setAside = (reason: Reason, cause?: unknown) => quarantine({ db, log, organisation, sfu: signed.sfu, message: signed.message, place: place.success ? place.output : null, reason, cause });
	if (!place.success || place.output.sfu !== signed.sfu) return setAside('unreadable');
	if (!organisation) return setAside('unknown-room');

	const asJob = <T>(fn: (tx: Tx) => Promise<T>) => withActor(db, { kind: 'job', organisation, name: 'callback' }, fn);
	try {
		const result = parsed.success ? await asJob((tx) => applyCallback(tx, parsed.output)) : await asJob((tx) => passOver(tx, place.output));
		if (!result.applied) return Response.json({ expected: result.expected }, { status: 409 });
		return parsed.success || result.before ? new Response(null, { status: 204 }) : await setAside('unreadable');
	} catch (error) {
		if (!isRefusedData(error)) throw error;
		await asJob((tx) => passOver(tx, place.output));
		return setAside('refused', error);
	}
}

/** Who signed, and what; null when it is none of ours. */
async function verified({ jws, publicKeyOf }: Pick<Receiving, 'jws' | 'publicKeyOf'>): Promise<{ sfu: string; message: unknown } | null> {
	try {
		const { kid } = decodeProtectedHeader(jws);
		const publicKeyPem = kid === undefined ? undefined : publicKeyOf(kid);
		if (kid === undefined || publicKeyPem === undefined) return null;
		return { sfu: kid, message: await verifyMessage({ jws, publicKeyPem, kid, schema: v.unknown() }) };
	} catch {
		return null;
	}
}
