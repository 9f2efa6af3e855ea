import { DomainError } from '#lib/domain-error.ts';
import { failureOf } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { withActor } from '@sal/db';
import { admitGuest, guestEntrance, guestSession, mediaServerOf, ticketFor } from '../../../(portal)/meetings/index.server.ts';
import { guestCookie } from '../../guest-cookie.ts';
import type { RequestHandler } from './$types';

/** A guest's ticket to the room: `{sfu, token, room}`, or a refusal with its sentence. */
export const POST: RequestHandler = async ({ cookies, params, getClientAddress, locals }) => {
	const { db, config } = portal();
	const now = new Date();
	try {
		const session = await guestSession(db, { secret: guestCookie(cookies), now });
		if (!session) throw new DomainError('meetings-guest-unknown');
		const { meeting } = await guestEntrance(db, { token: params.token, now });
		if (session.actor.meeting !== meeting.id) throw new DomainError('meetings-guest-unknown');
		const sfu = mediaServerOf({ config, room: session.actor.meeting });
		const admission = await withActor(db, session.actor, (tx) => admitGuest(tx, session, { address: getClientAddress(), sfu, mode: config.mode, now }), locals.origin);
		return Response.json(await ticketFor({ config, admission }));
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		return Response.json({ code: failure.code, message: failure.message }, { status: failure.status });
	}
};
