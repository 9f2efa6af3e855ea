/** Keys of a secret vote, and a voter's credential in it: signed blindly, once for each voter. */
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { permit } from '../../../../permit.server.ts';
import { credentialSchema } from '../../../../votes/schema.ts';
import { portalVoteKeys } from '../../../../votes/secret-keys.server.ts';
import { ballotKeys, takeCredential } from '../../../../votes/secret.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	try {
		const actor = requirePerson(locals.actor);
		const now = new Date();
		const found = await locals.tx(async (tx) => {
			await permit(tx, { actor, id: requireId(params.session), action: 'vote', now });
			return ballotKeys(tx, requireId(params.vote));
		});
		if (!found) throw new DomainError('not-found');
		return Response.json(found, { headers: { 'cache-control': 'private, no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};

export const POST: RequestHandler = async ({ locals, params, request }) => {
	try {
		const actor = requirePerson(locals.actor);
		const parsed = v.safeParse(credentialSchema, await request.json().catch(() => null));
		if (!parsed.success) throw new DomainError('bad-input');
		const signature = await locals.tx((tx) =>
			takeCredential(tx, actor, { session: requireId(params.session), vote: requireId(params.vote), blinded: parsed.output.blinded, keys: portalVoteKeys(portal().config.sealKeyFile), now: new Date() })
		);
		return Response.json({ signature });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
