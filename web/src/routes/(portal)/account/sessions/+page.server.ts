import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { endSession, sessionsOf } from '#lib/server/sign-in/sessions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { user, sessionHandle } = locals;
	if (!user) throw new DomainError('sign-in-needed');
	return { sessions: await locals.tx((tx) => sessionsOf(tx, { personId: user.id, now: new Date() })), own: sessionHandle };
};

const schema = v.pipe(v.string(), v.uuid());

export const actions: Actions = {
	end: async ({ locals, request }) => {
		const handle = v.safeParse(schema, (await request.formData()).get('handle'));
		try {
			if (!handle.success) throw new DomainError('not-found');
			await locals.tx((tx) => endSession(tx, handle.output));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { message: undefined };
	}
};
