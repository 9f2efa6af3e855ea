import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { fail, redirect } from '@sveltejs/kit';
import { holdsCouncil } from '../../council/index.server.ts';
import { broken, judge, mayBreakGlass } from '../break-glass.server.ts';
import { createGuestLink, guestLinks, revokeGuestLink } from '../guests.server.ts';
import { cancelMeeting } from '../plan.server.ts';
import { recordingsOf } from '../recordings.server.ts';
import { entrantOf } from '../permissions.ts';
import { enterAsPerson } from '../rules.ts';
import { cancelSchema, guestLinkSchema, idSchema, judgeSchema, parseForm } from '../schema.ts';
import { getMeeting, mayDo, meetingMembers, meetingRecord, seriesDates } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	return locals.tx(async (tx) => {
		const row = await getMeeting(tx, actor, { id, now }).catch((error: unknown) => {
			// Whatever it is that they cannot see: whether it is a case they learn only from what they answer there.
			if (error instanceof DomainError && error.code === 'not-found' && mayBreakGlass(actor, now)) redirect(303, `/meetings/${id}/break-glass`);
			throw error;
		});
		const able = mayDo(actor, row, now);
		// A council's session is called off itself, and its room follows.
		const may = { ...able, cancel: able.cancel && !(await holdsCouncil(tx, id)) };
		return {
			meeting: row,
			may,
			entry: enterAsPerson({ entrant: entrantOf({ subject: actor, resource: row.resource, now }), facts: row.facts, now }),
			members: await meetingMembers(tx, id),
			series: await seriesDates(tx, actor, { id, seriesId: row.seriesId, now }),
			links: may.host ? await guestLinks(tx, { id, now }) : [],
			record: await meetingRecord(tx, { id, endedAt: row.endedAt, now }),
			recordings: await recordingsOf(tx, actor, { id, resource: row.resource, now }),
			broken: row.kind === 'case' ? await broken(tx, { id, now }) : [],
			now,
			origin: portal().config.origin
		};
	});
};

export const actions: Actions = {
	cancel: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const typed = Object.fromEntries(await request.formData());
		const parsed = parseForm(cancelSchema, typed);
		if (!parsed.ok) return fail(422, { cancel: { reason: String(typed.reason ?? ''), errors: parsed.errors } });
		try {
			await locals.tx((tx) => cancelMeeting(tx, actor, { id: requireId(params.id), ...parsed.value, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { cancelled: true };
	},
	invite: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const typed = Object.fromEntries(await request.formData());
		const parsed = parseForm(guestLinkSchema, typed);
		if (!parsed.ok) return fail(422, { invite: { label: String(typed.label ?? ''), days: String(typed.days ?? ''), errors: parsed.errors } });
		try {
			const { token } = await locals.tx((tx) => createGuestLink(tx, actor, { id: requireId(params.id), ...parsed.value, now: new Date() }));
			return { created: { label: parsed.value.label, url: `${portal().config.origin}/join/${token}` } };
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
	},
	revoke: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const room = requireId(params.id);
		const parsed = parseForm(idSchema, Object.fromEntries(await request.formData()));
		try {
			if (!parsed.ok) throw new DomainError('not-found');
			await locals.tx((tx) => revokeGuestLink(tx, actor, { id: room, link: parsed.value.id, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { revoked: true };
	},
	judge: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const parsed = readForm({ schema: judgeSchema, form: await request.formData() });
		try {
			if (!parsed.ok) throw new DomainError('bad-input');
			await locals.tx((tx) => judge(tx, actor, { id: requireId(params.id), ...parsed.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { judged: true };
	}
};
