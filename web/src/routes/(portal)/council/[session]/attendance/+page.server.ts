import { fail } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { noteSchema } from '../../answers/schema.ts';
import { answersTo, noteAnswer } from '../../answers/store.server.ts';
import { tell } from '../../votes/telling.server.ts';
import { readSession } from '../../sessions/store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.session);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { members, outlook } = await answersTo(tx, actor, { session: id, now });
		const { session, body } = await readSession(tx, { actor, id, now });
		return { session: { id, title: session.title, remote: session.remote, startsAt: session.startsAt }, body: body.name, members: members.map(({ id: person, name, faction, answer }) => ({ id: person, name, faction, answer })), outlook };
	});
};

export const actions: Actions = {
	note: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const read = readForm({ schema: noteSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { values: read.values, errors: read.errors });
		try {
			await locals.tx((tx) => noteAnswer(tx, actor, { session, ...read.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { values: {} as Record<string, string>, errors: {} as Record<string, string>, message });
		}
		await tell(locals, session);
	}
};
