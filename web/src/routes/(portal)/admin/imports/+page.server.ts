import { fail } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { beginImport, columnsHelp, grantableBy, readImports, requireImporter } from '../../directory/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { beginForm } from './schema.ts';

export const load: PageServerLoad = async ({ locals }) => ({
	imports: await locals.tx((tx) => readImports({ tx, actor: locals.actor })),
	columns: columnsHelp()
});

export const actions: Actions = {
	begin: async ({ locals, request }) => {
		try {
			const actor = requireImporter(locals.actor);
			const form = readForm({ schema: beginForm, form: await request.formData() });
			if (!form.ok) return fail(422, { ...form, message: undefined });
			return { id: await locals.tx((tx) => beginImport({ tx, actor, ...form.data, grantable: grantableBy(actor) })) };
		} catch (error) {
			const { status, message } = refusal(error);
			const none: Record<string, string> = {};
			return fail(status, { values: none, errors: none, message });
		}
	}
};
