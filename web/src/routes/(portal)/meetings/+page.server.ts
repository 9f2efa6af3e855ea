import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { requirePerson } from '#lib/server/person.ts';
import * as v from 'valibot';
import { callNow } from './plan.server.ts';
import { callSchema, cursorSchema, filterSchema, parseForm } from './schema.ts';
import { listMeetings } from './store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requirePerson(locals.actor);
	const filter = v.parse(filterSchema, { kind: url.searchParams.get('kind') ?? 'all', q: url.searchParams.get('q') ?? '' });
	const after = v.safeParse(cursorSchema, url.searchParams.get('after'));
	const now = new Date();
	return locals.tx(async (tx) => {
		const cursor = after.success ? after.output : undefined;
		const past = await listMeetings(tx, actor, { filter, now, when: 'past', ...(cursor && { after: cursor }) });
		const coming = cursor ? { meetings: [], more: false } : await listMeetings(tx, actor, { filter, now, when: 'coming' });
		const last = past.meetings.at(-1);
		return { filter, older: cursor !== undefined, coming: coming.meetings, comingCut: coming.more, past: past.meetings, next: past.more && last ? `${String(last.startsAt.getTime())}~${last.id}` : null };
	});
};

export const actions: Actions = {
	call: async ({ request, locals }) => {
		const actor = requirePerson(locals.actor);
		const data = await request.formData();
		const typed = { title: String(data.get('title') ?? ''), people: data.getAll('people').map(String) };
		const parsed = parseForm(callSchema, typed);
		if (!parsed.ok) return fail(422, { errors: parsed.errors });
		const title = parsed.value.title || m.meetings_call_title({ name: locals.user?.name ?? '' });
		const written = await locals.tx((tx) => callNow(tx, actor, { ...parsed.value, title, now: new Date() }));
		if (!written.ok) return fail(422, { errors: written.errors });
		redirect(303, `/meetings/${written.value}/room`);
	}
};
