import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { dayOf, isDay } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { defaultProcedure } from '../../../procedure.ts';
import { fromFields } from '../../procedure-form.ts';
import { addProcedure, mayKeep, proceduresOf, readBody } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.body);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { path, ...body } = await readBody(tx, id);
		const today = dayOf(now);
		const versions = (await proceduresOf(tx, id)).map(({ version, validFrom, note, settings }) => ({ version, validFrom, note, settings }));
		// Addresses are edited and forwarded: a version that there is none of is as if none were named.
		const named = (name: string) => versions.find(({ version }) => String(version) === url.searchParams.get(name));
		const current = versions.find(({ validFrom }) => validFrom <= today)?.version ?? null;
		const shown = named('version') ?? versions.find(({ version }) => version === current) ?? versions[0] ?? null;
		return { body: { id, name: body.name, kind: body.kind, organisationName: body.organisationName }, today, versions, current, shown, other: named('with') ?? null, keeps: mayKeep({ actor, path, now }) };
	});
};

/** When the rules begin to hold, and by which resolution. */
const validitySchema = v.object({
	validFrom: v.pipe(v.string(), v.check((day) => isDay(day) && day >= '1990', () => m.council_bodies_day())),
	note: v.pipe(v.string(), v.trim(), v.minLength(3, () => m.council_rules_note_missing()), v.maxLength(300, () => m.council_sessions_text_long({ most: 300 })))
});

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const id = requireId(params.body);
		const now = new Date();
		const form = await request.formData();
		const values = Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
		const validity = readForm({ schema: validitySchema, form });
		try {
			const refused = await locals.tx(async (tx) => {
				const body = await readBody(tx, id);
				// Whoever may not keep the rules is told that, not what is wrong in them.
				if (!mayKeep({ actor, path: body.path, now })) throw new DomainError('forbidden');
				const before = (await proceduresOf(tx, id))[0]?.settings ?? defaultProcedure(body.kind);
				const read = fromFields({ kind: body.kind, before, form });
				if (validity.ok && read.ok) return void (await addProcedure(tx, actor, { body: id, settings: read.settings, ...validity.data, now }));
				return { ...(validity.ok ? {} : validity.errors), ...(read.ok ? {} : read.errors) };
			});
			if (refused) return fail(422, { values, errors: refused });
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { values, errors: {} as Record<string, string>, message });
		}
		redirect(303, `/council/bodies/${id}/rules`);
	}
};
