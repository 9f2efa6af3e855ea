import { leaveToDownloadTrack } from '../../../media.server.ts';
import { addressOf } from '../../../object-store.server.ts';
import type { RequestHandler } from './$types';

/** Sends the browser to one archived original, by its version. */
export const GET: RequestHandler = async ({ locals, params: { id, file } }) => {
	const leave = await locals.tx((tx) => leaveToDownloadTrack(tx, { actor: locals.actor, id, file }));
	return new Response(null, { status: 303, headers: { location: await addressOf({ leave, save: true }) } });
};
