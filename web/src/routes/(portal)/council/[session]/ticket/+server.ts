/** A screen of the session asks for its way to the media server: `{sfu, token, room}`, or a refusal with its sentence. */
import { failureOf } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { onlookerTicket } from '../../live/ticket.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) => {
	const { config, db } = portal();
	try {
		const actor = requirePerson(locals.actor);
		return Response.json(await onlookerTicket({ db, config, tx: locals.tx, actor, session: requireId(params.session), now: new Date() }), { headers: { 'cache-control': 'no-store' } });
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		return Response.json({ code: failure.code, message: failure.message }, { status: failure.status });
	}
};
