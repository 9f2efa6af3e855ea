import { fail } from '@sveltejs/kit';
import { dayOf } from '#lib/day.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { listSessions } from '../../sessions/store.server.ts';
import { endSeatSchema, factionSchema, seatSchema } from '../schema.ts';
import { addFaction, endSeat, factionsOf, giveSeat, mayKeep, proceduresOf, readBody, seatsOf } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.body);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { path, ...body } = await readBody(tx, id);
		const today = dayOf(now);
		const seats = await seatsOf(tx, id);
		return {
			body,
			keeps: mayKeep({ actor, path, now }),
			today,
			seats: seats.filter(({ validUntil }) => validUntil === null || validUntil > today),
			former: seats.filter(({ validUntil }) => validUntil !== null && validUntil <= today),
			factions: await factionsOf(tx, id),
			procedures: (await proceduresOf(tx, id)).map(({ version, validFrom, note, settings }) => ({ version, validFrom, note, settings })),
			...(await listSessions(tx, { body: id, now }))
		};
	});
};

type Refused = { form: 'seat' | 'faction' | 'end'; values: Record<string, string>; errors: Record<string, string>; message?: string };
const none = { values: {}, errors: {} };
const refused = (form: Refused['form'], error: unknown) => {
	const { status, message } = refusal(error);
	return fail(status, { form, ...none, message } satisfies Refused);
};

export const actions: Actions = {
	seat: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const read = readForm({ schema: seatSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'seat', values: read.values, errors: read.errors } satisfies Refused);
		try {
			await locals.tx((tx) => giveSeat(tx, actor, { body: requireId(params.body), ...read.data, now: new Date() }));
		} catch (error) {
			return refused('seat', error);
		}
	},
	end: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const read = readForm({ schema: endSeatSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'end', values: read.values, errors: read.errors } satisfies Refused);
		try {
			await locals.tx((tx) => endSeat(tx, actor, { body: requireId(params.body), ...read.data, now: new Date() }));
		} catch (error) {
			return refused('end', error);
		}
	},
	faction: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const read = readForm({ schema: factionSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'faction', values: read.values, errors: read.errors } satisfies Refused);
		try {
			await locals.tx((tx) => addFaction(tx, actor, { body: requireId(params.body), ...read.data, now: new Date() }));
		} catch (error) {
			return refused('faction', error);
		}
	}
};
