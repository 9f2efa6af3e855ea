import { sfuPublicKey } from '#lib/server/keys.ts';
import { portal } from '#lib/server/portal.ts';
import type { RequestHandler } from './$types';
import { receiveCallback } from './receive.server.ts';

export const POST: RequestHandler = async ({ request }) => {
	const { config, db, log } = portal();
	return receiveCallback({ jws: await request.text(), db, log, publicKeyOf: (sfu) => sfuPublicKey(config, sfu) });
};
