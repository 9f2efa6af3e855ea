/** The state of a session for somebody's own screen; 204 while nothing has changed since the version that they show. With `?mine` only what the common state does not say. */
import * as v from 'valibot';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { mineFor, screenFor } from '../../votes/mine.server.ts';
import { CLOCK_HEADER } from '../../live/clock.ts';
import type { RequestHandler } from './$types';

const headers = { 'cache-control': 'private, no-store' };
const versionSchema = v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number));

export const GET: RequestHandler = async ({ locals, params, url }) => {
	try {
		const actor = requirePerson(locals.actor);
		const [session, now] = [requireId(params.session), new Date()];
		if (url.searchParams.has('mine')) return Response.json(await locals.tx((tx) => mineFor(tx, actor, { session, now })), { headers });
		const version = v.safeParse(versionSchema, url.searchParams.get('version'));
		const screen = await locals.tx((tx) => screenFor(tx, actor, { session, now, version: version.success ? version.output : null }));
		return screen ? Response.json(screen, { headers }) : new Response(null, { status: 204, headers: { ...headers, [CLOCK_HEADER]: String(now.getTime()) } });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
