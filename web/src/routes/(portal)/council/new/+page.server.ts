import { fail, redirect } from '@sveltejs/kit';
import { addDays, dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requirePerson } from '#lib/server/person.ts';
import { listBodies, mayKeep, procedureOn } from '../bodies/store.server.ts';
import { callingSchema } from '../sessions/schema.ts';
import { callSession, nextNumber } from '../sessions/store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const kept = (await listBodies(tx)).filter(({ path }) => mayKeep({ actor, path, now }));
		const body = kept.find(({ id }) => id === url.searchParams.get('body')) ?? kept[0];
		if (!body) throw new DomainError('forbidden');
		const { settings } = await procedureOn(tx, { body: body.id, day: dayOf(now) });
		// A working day that leaves room for the term and for finishing the agenda.
		return { bodies: kept.map(({ id, name, organisationName }) => ({ id, name, organisationName })), body: body.id, number: await nextNumber(tx, body.id), day: addDays(dayOf(now), settings.publicationDays + 14), remote: settings.remote };
	});
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const actor = requirePerson(locals.actor);
		const read = readForm({ schema: callingSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { values: read.values, errors: read.errors });
		let called;
		try {
			called = await locals.tx((tx) => callSession(tx, actor, { ...read.data, substituteFor: null, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { values: {} as Record<string, string>, errors: {} as Record<string, string>, message });
		}
		// What the room's form refuses is a time that the clocks leave out.
		if (!called.ok) return fail(422, { values: {} as Record<string, string>, errors: {} as Record<string, string>, wrongTime: true });
		redirect(303, `/council/${called.value}`);
	}
};
