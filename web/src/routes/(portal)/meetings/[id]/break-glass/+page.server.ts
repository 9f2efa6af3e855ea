import { DomainError } from '#lib/domain-error.ts';
import { readForm } from '#lib/server/form.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { fail, redirect } from '@sveltejs/kit';
import { BREAK_GLASS_MINUTES, breakTheGlass, mayBreakGlass } from '../../break-glass.server.ts';
import { breakGlassSchema } from '../../schema.ts';
import { getMeeting } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The same page for every id that this person cannot see: it does not tell whether there is a case behind it. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	if (!mayBreakGlass(actor, now)) throw new DomainError('not-found');
	const known = await locals.tx((tx) => getMeeting(tx, actor, { id, now })).catch((error: unknown) => {
		if (error instanceof DomainError) return undefined;
		throw error;
	});
	if (known) redirect(303, `/meetings/${id}`);
	return { minutes: BREAK_GLASS_MINUTES };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const form = readForm({ schema: breakGlassSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { values: form.values, errors: form.errors, message: undefined });
		const id = requireId(params.id);
		try {
			if (!mayBreakGlass(actor, new Date())) throw new DomainError('not-found');
			await portal().limits.breakGlass.consume(actor.person);
			await locals.tx((tx) => breakTheGlass(tx, actor, { id, reason: form.data.reason, origin: portal().config.origin, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			const none: Record<string, string> = {};
			return fail(status, { values: { reason: form.data.reason } as Record<string, string>, errors: none, message });
		}
		redirect(303, `/meetings/${id}`);
	}
};
