/** Where the browser is to put a file, straight into the object store. */
import { randomUUID } from 'node:crypto';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { incomingAddress } from '../../../materials/address.server.ts';
import { mayBring } from '../../../materials/store.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) => {
	try {
		const actor = requirePerson(locals.actor);
		await locals.tx((tx) => mayBring(tx, actor, { session: requireId(params.session), now: new Date() }));
		const upload = randomUUID();
		return Response.json({ upload, address: await incomingAddress({ person: actor.person, upload }) }, { headers: { 'cache-control': 'private, no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
