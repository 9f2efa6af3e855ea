import { fail, redirect } from '@sveltejs/kit';
import { unseenFields } from '#lib/changed-meanwhile.ts';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { webPrivateKey } from '#lib/server/keys.ts';
import { portal } from '#lib/server/portal.ts';
import { control } from '#lib/server/sfu.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { procedureOf } from '../../presence/store.server.ts';
import { cancelSession, changeable, changeSession } from '../../sessions/change.server.ts';
import { cancellingSchema, changeSchema } from '../../sessions/schema.ts';
import { sender } from '../../sessions/sender.server.ts';
import { permit } from '../../permit.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session, body } = await permit(tx, { actor, id: requireId(params.session), action: 'prepare', now });
		if (session.state !== 'draft' && session.state !== 'published') throw new DomainError('council-not-now');
		const { publicationDays, crisisPublicationDays, remote } = await procedureOf(tx, session);
		return { session: { id: session.id, title: session.title, state: session.state }, body: body.name, values: changeable(session), today: dayOf(now), rules: { publicationDays, crisisPublicationDays, remote } };
	});
};

const none = { values: {} as Record<string, string>, errors: {} as Record<string, string> };

export const actions: Actions = {
	save: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const form = await request.formData();
		const typed = Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
		const read = readForm({ schema: changeSchema, form });
		if (!read.ok) return fail(422, { form: 'save' as const, values: read.values, errors: read.errors });
		const { seen, ...change } = read.data;
		let saved;
		try {
			saved = await locals.tx((tx) => changeSession(tx, actor, { session, change, seen, sender: sender(), now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			const unseen = unseenFields(error);
			return fail(status, { form: 'save' as const, values: { ...typed, ...(unseen && { seen: unseen.seen }) }, errors: unseen?.errors ?? {}, message });
		}
		if (!saved.ok) return fail(422, { form: 'save' as const, values: typed, errors: { time: m.council_sessions_time() } });
		redirect(303, `/council/${session}`);
	},
	cancel: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const read = readForm({ schema: cancellingSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'cancel' as const, values: read.values, errors: read.errors });
		let room;
		try {
			room = await locals.tx((tx) => cancelSession(tx, actor, { session, reason: read.data.reason, sender: sender(), now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { form: 'cancel' as const, ...none, message });
		}
		const { config, log } = portal();
		// Whoever came early is in the room. That the media server is away calls nothing on again: nobody new is let in.
		await control({ servers: config.sfus, privateKeyPem: webPrivateKey(config), room, call: { type: 'end' } }).catch((error: unknown) => log.warn({ err: error, session }, 'the room of a session that was called off could not be ended'));
		redirect(303, `/council/${session}`);
	}
};
