import { fail } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { webPrivateKey } from '#lib/server/keys.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { permit } from '../../permit.server.ts';
import { checkCode } from '../../presence/check-in-code.ts';
import { checkIn } from '../../presence/store.server.ts';
import { tell } from '../../votes/telling.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Opening the address writes nothing down: a phone's preview of it must not make anybody present. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	const session = requireId(params.session);
	return locals.tx(async (tx) => {
		const { session: row, body, may } = await permit(tx, { actor, id: session, action: 'see', now: new Date() });
		return { session, title: row.title, body: body.name, seated: may('vote'), code: url.searchParams.get('code') ?? '' };
	});
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const now = new Date();
		const code = (await request.formData()).get('code');
		try {
			const state = checkCode({ secret: webPrivateKey(portal().config), session, now, code: typeof code === 'string' ? code : '' });
			await locals.tx(async (tx) => {
				// Whoever has no seat is told that, not that their code is wrong.
				await permit(tx, { actor, id: session, action: 'vote', now });
				if (state !== 'good') throw new DomainError(state === 'old' ? 'council-code-old' : 'council-code-wrong');
				await checkIn(tx, actor, { session, by: 'qr', now });
			});
			await tell(locals, session);
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { here: true };
	}
};
