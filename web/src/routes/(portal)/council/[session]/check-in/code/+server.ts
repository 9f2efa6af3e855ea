/** The code that the hall's screen shows now, for those who run the session: `{address, until}`. */
import { failureOf } from '#lib/server/failure.ts';
import { webPrivateKey } from '#lib/server/keys.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { permit } from '../../../permit.server.ts';
import { codeAt } from '../../../presence/check-in-code.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { config } = portal();
	try {
		const actor = requirePerson(locals.actor);
		const [session, now] = [requireId(params.session), new Date()];
		await locals.tx((tx) => permit(tx, { actor, id: session, action: 'serve', now }));
		const { code, until } = codeAt({ secret: webPrivateKey(config), session, now });
		// How long it is good for, not until when: the screen's clock may be wrong.
		return Response.json({ address: `${config.origin}/council/${session}/check-in?code=${code}`, remaining: until - now.getTime() }, { headers: { 'cache-control': 'private, no-store' } });
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		return Response.json({ message: failure.message }, { status: failure.status });
	}
};
