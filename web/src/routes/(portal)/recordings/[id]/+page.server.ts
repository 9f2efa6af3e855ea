import { fail, redirect } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { DomainError } from '#lib/domain-error.ts';
import { readAccessLog } from '../access-log.server.ts';
import { caseBehind, recordingDetail } from '../detail.server.ts';
import { askErasing, confirmErasing, readErasure, withdrawErasing } from '../erasing.server.ts';
import { keepCase, readKeeping } from '../keep.server.ts';
import { retry } from '../lifecycle.server.ts';
import { createLink, listLinks, revokeLink } from '../links.server.ts';
import { pictureAddress } from '../object-store.server.ts';
import { linkSchema, parseSecond, reasonSchema, revokeSchema } from '../schema.ts';
import { askVerification, verificationInWords } from '../verification.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params: { id }, url }) => {
	const { actor } = locals;
	const now = new Date();
	const { posterKey, waveformKey, verification, ...recording } = await locals.tx((tx) => recordingDetail(tx, { actor, id })).catch(async (error: unknown) => {
		// A clinician may need it all the same: the door is that of the case.
		const closed = error instanceof DomainError && error.code === 'forbidden' ? await locals.tx((tx) => caseBehind(tx, id)) : null;
		if (closed) redirect(303, `/meetings/${closed}/break-glass`);
		throw error;
	});
	return {
		recording,
		startAt: parseSecond(url.searchParams.get('t')) ?? 0,
		poster: await pictureAddress(posterKey),
		waveform: await pictureAddress(waveformKey),
		verification: verificationInWords(verification, locals.locale),
		links: recording.may.link ? await locals.tx((tx) => listLinks(tx, { actor, id, now })) : null,
		person: actor.kind === 'person' ? actor.person : null,
		keeping: recording.may.log ? await locals.tx((tx) => readKeeping(tx, { id, now })) : null,
		erasure: recording.may.log ? await locals.tx((tx) => readErasure(tx, id)) : null,
		log: recording.may.log ? await locals.tx((tx) => readAccessLog(tx, { actor, id })) : null
	};
};

export const actions: Actions = {
	async retry({ locals, params: { id } }) {
		try {
			await locals.tx((tx) => retry(tx, { actor: locals.actor, id }));
		} catch (error) {
			return refuse(error);
		}
	},
	async verify({ locals, params: { id } }) {
		try {
			await locals.tx((tx) => askVerification(tx, { actor: locals.actor, id, by: locals.user?.name ?? '', now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async keep({ locals, params: { id }, request }) {
		const form = readForm({ schema: reasonSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { keep: form });
		const actor = person(locals.actor);
		try {
			await locals.tx((tx) => keepCase(tx, { actor, id, reason: form.data.reason, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async askErasing({ locals, params: { id }, request }) {
		const form = readForm({ schema: reasonSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { erase: form });
		const actor = person(locals.actor);
		try {
			await locals.tx((tx) => askErasing(tx, { actor, id, reason: form.data.reason, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async withdrawErasing({ locals, params: { id } }) {
		const actor = person(locals.actor);
		try {
			await locals.tx((tx) => withdrawErasing(tx, { actor, id, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async confirmErasing({ locals, params: { id } }) {
		const actor = person(locals.actor);
		try {
			await locals.tx((tx) => confirmErasing(tx, { actor, id, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async createLink({ locals, params: { id }, request, url }) {
		const form = readForm({ schema: linkSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { link: form });
		const actor = person(locals.actor);
		try {
			const { token } = await locals.tx((tx) => createLink(tx, { actor, id, input: form.data, now: new Date() }));
			return { created: { address: `${url.origin}/r/${token}`, label: form.data.label } };
		} catch (error) {
			return refuse(error);
		}
	},
	async revokeLink({ locals, params: { id }, request }) {
		const form = readForm({ schema: revokeSchema, form: await request.formData() });
		const actor = person(locals.actor);
		try {
			if (!form.ok) throw new DomainError('not-found');
			await locals.tx((tx) => revokeLink(tx, { actor, id, link: form.data.link, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	}
};

function person(actor: App.Locals['actor']) {
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	return actor;
}

function refuse(error: unknown) {
	const { status, message } = refusal(error);
	return fail(status, { message });
}
