import { sfuPublicKey } from '#lib/server/keys.ts';
import { portal } from '#lib/server/portal.ts';
import { receiveCallback } from '../../../(portal)/meetings/index.server.ts';
import type { RequestHandler } from './$types';

/** What the media servers tell; no session, no form: the signature is the identity. */
export const POST: RequestHandler = async ({ request }) => {
	const { config, db, log } = portal();
	return receiveCallback({ jws: await request.text(), db, log, publicKeyOf: (sfu) => sfuPublicKey(config, sfu) });
};
