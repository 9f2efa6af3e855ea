import { leaveToPlay } from '../../media.server.ts';
import { addressOf } from '../../object-store.server.ts';
import type { RequestHandler } from './$types';

/** The film's address for a player. POST, because it is written into the access log. */
export const POST: RequestHandler = async ({ locals, params: { id } }) => {
	const leave = await locals.tx((tx) => leaveToPlay(tx, { actor: locals.actor, id }));
	return Response.json({ url: await addressOf({ leave, save: false }) });
};
