import { failureOf } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { admitPerson } from '../../admission.server.ts';
import { mediaServerOf, ticketFor } from '../../tickets.server.ts';
import type { RequestHandler } from './$types';

/** The room's page asks for a ticket: `{sfu, token, room}`, or a refusal with its sentence. */
export const POST: RequestHandler = async ({ locals, params, getClientAddress }) => {
	const { config } = portal();
	const actor = requirePerson(locals.actor);
	try {
		const id = requireId(params.id);
		const admission = await locals.tx((tx) => admitPerson(tx, actor, { id, session: locals.sessionHandle, address: getClientAddress(), sfu: mediaServerOf({ config, room: id }), mode: config.mode, now: new Date() }));
		return Response.json(await ticketFor({ config, admission }));
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		return Response.json({ code: failure.code, message: failure.message }, { status: failure.status });
	}
};
