import { m } from '#lib/paraglide/messages.js';
import { portal } from '#lib/server/portal.ts';
import { feedEntries, toCalendar } from '../../(portal)/meetings/index.server.ts';
import type { RequestHandler } from './$types';

/** A person's feed for calendar programs: the secret in the address is all they can send. */
export const GET: RequestHandler = async ({ params }) => {
	const { db, config } = portal();
	const entries = await feedEntries(db, { token: params.token, now: new Date() });
	if (!entries) return new Response(null, { status: 404 });
	return new Response(toCalendar({ name: m.portal_name(), origin: config.origin, entries }), { headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, max-age=300' } });
};
