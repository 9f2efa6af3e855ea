/** Where secret ballots are cast: by whoever holds a credential, without a session. No line of the log, no address and no limit by address is kept here, because each would say when somebody voted. */
import { withActor } from '@sal/db';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { secretBallot } from '../../(portal)/council/index.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ params, request }) => {
	try {
		const { db, config } = portal();
		const parsed = v.safeParse(secretBallot.schema, await request.json().catch(() => null));
		if (!parsed.success) throw new DomainError('bad-input');
		const vote = requireId(params.vote);
		await withActor(db, { kind: 'public' }, (tx) => secretBallot.cast(tx, { vote, ...parsed.output, keys: secretBallot.keys(config.sealKeyFile) }));
		return Response.json({ taken: true });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
