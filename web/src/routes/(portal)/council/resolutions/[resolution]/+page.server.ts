import { fail } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { recordingsOf } from '../../minutes/overview.server.ts';
import { playFrom } from '../../minutes/recording.rules.ts';
import { addTask, closeTask, readResolution } from '../register.server.ts';
import { closeSchema, taskSchema } from '../schema.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) =>
	locals.tx(async (tx) => {
		const { meeting, ...resolution } = await readResolution(tx, { actor: requirePerson(locals.actor), id: requireId(params.resolution), now: new Date() });
		return { resolution, play: playFrom(await recordingsOf(tx, meeting), resolution.adoptedAt.getTime()), locale: locals.locale };
	});

export const actions: Actions = {
	async add({ locals, params, request }) {
		const actor = requirePerson(locals.actor);
		const form = readForm({ schema: taskSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { add: form });
		try {
			await locals.tx((tx) => addTask(tx, { actor, resolution: requireId(params.resolution), input: form.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { added: true };
	},
	async close({ locals, params, request }) {
		const actor = requirePerson(locals.actor);
		const form = readForm({ schema: closeSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { close: form });
		try {
			await locals.tx((tx) => closeTask(tx, { actor, resolution: requireId(params.resolution), ...form.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
	}
};
