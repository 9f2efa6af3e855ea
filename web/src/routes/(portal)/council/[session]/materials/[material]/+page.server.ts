import { fail, redirect } from '@sveltejs/kit';
import { dropDocument } from '@sal/storage';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { objectStore } from '#lib/server/object-store.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { tellSession } from '../../../live/tell.server.ts';
import { telling } from '../../../live/telling.server.ts';
import { changedMaterialSchema, withdrawnMaterialSchema } from '../../../materials/schema.ts';
import { changeMaterial, readMaterial, withdrawMaterial } from '../../../materials/store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	return locals.tx(async (tx) => {
		const { material, item, session, versions, may } = await readMaterial(tx, actor, { session: requireId(params.session), material: requireId(params.material), now: new Date() });
		return {
			session: { id: session.id, title: session.title, publishedAt: session.publishedAt },
			item,
			material: { id: material.id, title: material.title, public: material.public, withdrawnAt: material.withdrawnAt, withdrawnWhy: material.withdrawnWhy },
			versions: versions.map(({ version, fileName, mediaType, size, sha256, createdAt, by }) => ({ version, fileName, mediaType, size, sha256, createdAt, by })),
			may
		};
	});
};

export const actions: Actions = {
	change: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const read = readForm({ schema: changedMaterialSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'change' as const, values: read.values, errors: read.errors });
		try {
			await locals.tx((tx) => changeMaterial(tx, actor, { session, material: requireId(params.material), ...read.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { form: 'change' as const, values: { title: read.data.title }, errors: {}, message });
		}
		await tellSession(telling(locals), session);
		return { form: 'change' as const, saved: true };
	},
	withdraw: async ({ locals, params, request }) => {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const read = readForm({ schema: withdrawnMaterialSchema, form: await request.formData() });
		if (!read.ok) return fail(422, { form: 'withdraw' as const, values: read.values, errors: read.errors });
		let gone: string[];
		try {
			gone = await locals.tx((tx) => withdrawMaterial(tx, actor, { session, material: requireId(params.material), ...read.data, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { form: 'withdraw' as const, values: { why: read.data.why }, errors: {}, message });
		}
		await tellSession(telling(locals), session);
		// What the store does not delete now, the nightly sweep does.
		for (const key of gone) await dropDocument(objectStore(), key).catch((err: unknown) => telling(locals).log.warn({ err }, 'a file that was taken back still lies in the store'));
		redirect(303, `/council/${session}`);
	}
};
