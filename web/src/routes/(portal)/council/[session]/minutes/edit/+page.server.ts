import { fail, redirect } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { draftAnew, readDraft } from '../../../minutes/draft.server.ts';
import { recordingsOf } from '../../../minutes/overview.server.ts';
import { revisionSchema, versionSchema } from '../../../minutes/schema.ts';
import { keepVersion } from '../../../minutes/versions.server.ts';
import { permit } from '../../../permit.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.session);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session } = await permit(tx, { actor, id, action: 'write-minutes', now });
		const draft = await readDraft(tx, { actor, session: id, now });
		if (!draft) redirect(303, `/council/${id}/minutes`);
		return { session: { id, title: session.title }, draft, recordings: await recordingsOf(tx, session.meetingId) };
	});
};

export const actions: Actions = {
	async keep({ locals, params, request }) {
		const session = requireId(params.session);
		const form = readForm({ schema: versionSchema, form: await request.formData() });
		if (!form.ok) return fail(422, form);
		let version: number;
		try {
			version = await locals.tx((tx) => keepVersion(tx, { actor: requirePerson(locals.actor), session, ...form.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		redirect(303, `/council/${session}/minutes?version=${version}`);
	},
	async anew({ locals, params, request }) {
		const form = readForm({ schema: revisionSchema, form: await request.formData() });
		try {
			if (!form.ok) throw new DomainError('bad-input');
			await locals.tx((tx) => draftAnew(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), revision: form.data.revision, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { anew: true };
	}
};
