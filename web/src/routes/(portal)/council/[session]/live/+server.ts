/** The state of a session for somebody's own screen; 204 while nothing has changed since the version that they show. */
import * as v from 'valibot';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { RequestHandler } from './$types';

const versionSchema = v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number));

export const GET: RequestHandler = async ({ locals, params, url }) => {
	try {
		const actor = requirePerson(locals.actor);
		const version = v.safeParse(versionSchema, url.searchParams.get('version'));
		const screen = await locals.tx((tx) => screenFor(tx, actor, { session: requireId(params.session), now: new Date(), version: version.success ? version.output : null }));
		return screen ? Response.json(screen, { headers: { 'cache-control': 'private, no-store' } }) : new Response(null, { status: 204 });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
