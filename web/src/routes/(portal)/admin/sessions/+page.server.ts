import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { administeredSessions, endSession } from '#lib/server/sign-in/sessions.ts';
import { requireForPortal } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

const LIMIT = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
	requireForPortal(locals.actor, 'sessions');
	const wanted = (url.searchParams.get('q') ?? '').trim().slice(0, 100);
	return { wanted, limit: LIMIT, own: locals.sessionHandle, sessions: await locals.tx((tx) => administeredSessions(tx, { wanted, limit: LIMIT, now: new Date() })) };
};

const schema = v.pipe(v.string(), v.uuid());

export const actions: Actions = {
	end: async ({ locals, request }) => {
		try {
			requireForPortal(locals.actor, 'sessions');
			const handle = v.safeParse(schema, (await request.formData()).get('handle'));
			if (!handle.success) throw new DomainError('not-found');
			await locals.tx((tx) => endSession(tx, handle.output));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { message: undefined };
	}
};
