import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { chosenFor, readMeeting } from '../../form.server.ts';
import { toLocal } from '../../local-time.ts';
import { editMeeting } from '../../plan.server.ts';
import { scopeSchema, type Errors, type MeetingField, type TypedMeeting } from '../../schema.ts';
import { getMeeting, mayDo, meetingMembers } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	return locals.tx(async (tx) => {
		const row = await getMeeting(tx, actor, { id, now });
		if (!mayDo(actor, row, now).edit) throw new DomainError('forbidden');
		const { hosts, invited, organisations } = await meetingMembers(tx, id);
		const ids = (list: { id: string }[]) => list.map((one) => one.id);
		const typed: TypedMeeting = {
			title: row.title, kind: row.kind, organisation: row.organisationId, ...toLocal({ at: row.startsAt, zone: row.zone }), zone: row.zone, minutes: String(row.plannedMinutes),
			rhythm: 'none', until: '', hosts: ids(hosts), people: ids(invited), organisations: ids(organisations), recorded: row.recorded, watch: row.watch, lobby: row.lobby, note: row.description
		};
		return { id, title: row.title, repeats: row.repeats, typed, chosen: { hosts, people: invited, organisations } };
	});
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const id = requireId(params.id);
		const data = await request.formData();
		const { typed, parsed } = readMeeting(data);
		const scope = v.safeParse(scopeSchema, data.get('scope') ?? 'one');
		const refused = async (status: number, rest: { errors: Errors<MeetingField>; message?: string }) => fail(status, { typed, scope: scope.success ? scope.output : undefined, message: undefined, ...rest, chosen: await locals.tx((tx) => chosenFor(tx, typed)) });
		if (!scope.success) return refused(422, { errors: {}, message: m.portal_error_bad_input() });
		if (!parsed.ok) return refused(422, { errors: parsed.errors });
		try {
			const written = await locals.tx((tx) => editMeeting(tx, actor, { id, input: parsed.value, scope: scope.output, now: new Date() }));
			if (!written.ok) return await refused(422, { errors: written.errors });
		} catch (error) {
			const { status, message } = refusal(error);
			return refused(status, { errors: {}, message });
		}
		redirect(303, `/meetings/${id}`);
	}
};
