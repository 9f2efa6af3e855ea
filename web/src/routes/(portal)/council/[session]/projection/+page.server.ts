import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { permit } from '../../permit.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const [actor, now] = [requirePerson(locals.actor), new Date()];
	return locals.tx(async (tx) => {
		const screen = await screenFor(tx, actor, { session, now });
		if (!screen) throw new DomainError('not-found');
		// The code of the hall is for the hall's own screen, not for whoever watches from elsewhere.
		const { may } = await permit(tx, { actor, id: session, action: 'see', now });
		return { session, screen, ofTheHall: may('serve'), fullWindow: true };
	});
};
