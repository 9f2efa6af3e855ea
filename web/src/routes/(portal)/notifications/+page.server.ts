import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { kindsById } from '#lib/notification-kinds.ts';
import { m } from '#lib/paraglide/messages.js';
import { readForm } from '#lib/server/form.ts';
import { personOf } from './person.server.ts';
import { listQuery, readAllForm } from './schema.ts';
import { listNotices, readAll } from './store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { which, before } = v.parse(listQuery, Object.fromEntries(url.searchParams));
	const person = personOf(locals.actor);
	const { notices, next } = await locals.tx((tx) => listNotices(tx, { person, unread: which === 'unread', ...(before !== undefined && { before }) }));
	return {
		which,
		next,
		notices: notices.map(({ id, kind, data, at, readAt }) => ({
			id,
			sentence: kindsById.get(kind)?.say(data, { locale: locals.locale }) ?? m.notifications_unknown(),
			at,
			read: readAt !== null
		}))
	};
};

export const actions: Actions = {
	readAll: async ({ locals, request }) => {
		const form = readForm({ schema: readAllForm, form: await request.formData() });
		if (!form.ok) return fail(422, form);
		const person = personOf(locals.actor);
		await locals.tx((tx) => readAll(tx, { person, upTo: form.data.upTo, now: new Date() }));
	}
};
