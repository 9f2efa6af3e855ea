import { requireId, requirePerson } from '#lib/server/person.ts';
import { readVote } from '../../../votes/vote-page.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) => {
	const session = requireId(params.session);
	return locals.tx(async (tx) => ({ session, locale: locals.locale, ...(await readVote(tx, requirePerson(locals.actor), { session, vote: requireId(params.vote), now: new Date() })) }));
};
