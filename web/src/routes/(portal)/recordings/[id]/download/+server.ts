import { leaveToDownload } from '../../media.server.ts';
import { addressOf } from '../../object-store.server.ts';
import type { RequestHandler } from './$types';

/** Sends the browser to the MP4 in the object store; the bytes do not pass through the portal. */
export const GET: RequestHandler = async ({ locals, params: { id } }) => {
	const leave = await locals.tx((tx) => leaveToDownload(tx, { actor: locals.actor, id }));
	return new Response(null, { status: 303, headers: { location: await addressOf({ leave, save: true }) } });
};
