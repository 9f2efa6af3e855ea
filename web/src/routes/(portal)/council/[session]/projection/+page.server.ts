import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const screen = await locals.tx((tx) => screenFor(tx, requirePerson(locals.actor), { session, now: new Date() }));
	if (!screen) throw new DomainError('not-found');
	return { session, screen, fullWindow: true };
};
