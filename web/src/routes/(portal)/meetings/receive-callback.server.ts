/** The media server's callbacks, from signed text to an answer. The route only hands it the request. */
import { ownerOfMeeting, withActor, type Database } from '@sal/db';
import { callbackSchema, verifyMessage, type Callback } from '@sal/sfu/control';
import { decodeProtectedHeader } from 'jose';
import type { Logger } from '#lib/server/log.ts';
import { applyCallback } from './callbacks.server.ts';

export interface Receiving {
	jws: string;
	db: Database;
	/** The public key (SPKI PEM) of a media server; undefined for one that is none of ours. */
	publicKeyOf(sfu: string): string | undefined;
	log: Logger;
}

/**
 * 204 when applied (or applied before), 409 `{expected}` when an earlier number is missing, 401 when it is not signed by one of our media
 * servers. A room we do not have is acknowledged: sending it again would not make it ours.
 */
export async function receiveCallback({ jws, db, publicKeyOf, log }: Receiving): Promise<Response> {
	const callback = await verified({ jws, publicKeyOf });
	if (!callback) return Response.json({ code: 'signature-invalid' }, { status: 401 });
	const organisation = await ownerOfMeeting(db, callback.room);
	if (!organisation) {
		log.warn({ room: callback.room, sequence: callback.sequence }, 'callback of an unknown room');
		return new Response(null, { status: 204 });
	}
	const result = await withActor(db, { kind: 'job', organisation, name: 'callback' }, (tx) => applyCallback(tx, callback));
	return result.applied ? new Response(null, { status: 204 }) : Response.json({ expected: result.expected }, { status: 409 });
}

async function verified({ jws, publicKeyOf }: Pick<Receiving, 'jws' | 'publicKeyOf'>): Promise<Callback | null> {
	try {
		const { kid } = decodeProtectedHeader(jws);
		const publicKeyPem = kid === undefined ? undefined : publicKeyOf(kid);
		if (kid === undefined || publicKeyPem === undefined) return null;
		const callback = await verifyMessage({ jws, publicKeyPem, kid, schema: callbackSchema });
		return callback.sfu === kid ? callback : null;
	} catch {
		return null;
	}
}
