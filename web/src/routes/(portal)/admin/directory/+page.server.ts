import { fail } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { createToken, readConnectable, readTokens, requireImporter, revokeToken } from '../../directory/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { tokenForm } from './schema.ts';

export const load: PageServerLoad = ({ locals }) =>
	locals.tx(async (tx) => ({
		address: `${portal().config.origin}/scim/v2`,
		tokens: await readTokens({ tx, actor: locals.actor }),
		organisations: await readConnectable({ tx, actor: locals.actor }),
		now: new Date()
	}));

const nothing = { values: undefined, errors: undefined, message: undefined, token: undefined };

export const actions: Actions = {
	create: async ({ locals, request }) => {
		try {
			requireImporter(locals.actor);
			const form = readForm({ schema: tokenForm, form: await request.formData() });
			if (!form.ok) return fail(422, { ...nothing, values: form.values, errors: form.errors });
			const { organisation: organisationId, label, days } = form.data;
			return { ...nothing, token: await locals.tx((tx) => createToken({ tx, actor: locals.actor, organisationId, label, days, now: new Date() })) };
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { ...nothing, message });
		}
	},
	revoke: async ({ locals, request }) => {
		try {
			const id = String((await request.formData()).get('id') ?? '');
			await locals.tx((tx) => revokeToken({ tx, actor: locals.actor, id, now: new Date() }));
			return nothing;
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { ...nothing, message });
		}
	}
};
