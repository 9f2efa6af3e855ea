import { leaveToPlay } from '../../../(portal)/recordings/media.server.ts';
import { addressOf } from '../../../(portal)/recordings/object-store.server.ts';
import { visitorOf } from '../visitor.server.ts';
import type { RequestHandler } from './$types';

/** The film's address for a visitor with a link. */
export const POST: RequestHandler = async ({ params: { token }, locals }) => {
	const { actor, tx } = await visitorOf(token, locals.origin);
	const leave = await tx((tx) => leaveToPlay(tx, { actor, id: actor.recording }));
	return Response.json({ url: await addressOf({ leave, save: false }) }, { headers: { 'cache-control': 'private, no-store' } });
};
