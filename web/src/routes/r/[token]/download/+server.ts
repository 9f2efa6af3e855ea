import { leaveToDownload } from '../../../(portal)/recordings/media.server.ts';
import { addressOf } from '../../../(portal)/recordings/object-store.server.ts';
import { visitorOf } from '../visitor.server.ts';
import type { RequestHandler } from './$types';

/** Sends a visitor whose link allows it to the MP4. */
export const GET: RequestHandler = async ({ params: { token }, locals }) => {
	const { actor, tx } = await visitorOf(token, locals.origin);
	const leave = await tx((tx) => leaveToDownload(tx, { actor, id: actor.recording }));
	return new Response(null, { status: 303, headers: { location: await addressOf({ leave, save: true }), 'cache-control': 'private, no-store' } });
};
