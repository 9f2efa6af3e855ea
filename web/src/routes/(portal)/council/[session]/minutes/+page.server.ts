import { fail, redirect } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { webPrivateKey } from '#lib/server/keys.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { certify } from '../../minutes/certify.server.ts';
import { startDraft } from '../../minutes/draft.server.ts';
import { decideObjection, object } from '../../minutes/objections.server.ts';
import { minutesOverview, recordingsOf } from '../../minutes/overview.server.ts';
import { readPublicMinutes, withdrawMinutes } from '../../minutes/publishing.server.ts';
import { decisionSchema, objectionSchema, signSchema, verifierSchema, wantedVersion } from '../../minutes/schema.ts';
import { proofOf, showSecondFactor } from '../../minutes/second-factor.server.ts';
import { signMinutes } from '../../minutes/signing.server.ts';
import { addVerifier, removeVerifier } from '../../minutes/verifiers.server.ts';
import { permit } from '../../permit.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The portal's name in signatures, as in sealed packages. */
const SIGNER = 'sal-web';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	const session = requireId(params.session);
	const found = await locals.tx(async (tx) => {
		const { session: row, body, may } = await permit(tx, { actor, id: session, action: 'see', now });
		const open = { title: row.title, body: body.name, published: await readPublicMinutes(tx, session), recordings: await recordingsOf(tx, row.meetingId) };
		return { open, inside: may('see-closed') ? await minutesOverview(tx, { actor, session, version: wantedVersion(url.searchParams.get('version')), now }) : null };
	});
	return { ...found, session, proof: found.inside?.may.sign ? await proofOf(locals, now) : null, locale: locals.locale };
};

const refuse = (error: unknown) => {
	const { status, message } = refusal(error);
	return fail(status, { message });
};

export const actions: Actions = {
	async start({ locals, params }) {
		const session = requireId(params.session);
		try {
			await locals.tx((tx) => startDraft(tx, { actor: requirePerson(locals.actor), session, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
		redirect(303, `/council/${session}/minutes/edit`);
	},
	async addVerifier({ locals, params, request }) {
		const form = readForm({ schema: verifierSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { verifier: form.errors.person });
		try {
			await locals.tx((tx) => addVerifier(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), person: form.data.person, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async removeVerifier({ locals, params, request }) {
		const form = readForm({ schema: verifierSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { verifier: form.errors.person });
		try {
			await locals.tx((tx) => removeVerifier(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), person: form.data.person, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async sign({ locals, params, request }) {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const form = readForm({ schema: signSchema, form: await request.formData(), secrets: ['code'] });
		try {
			const now = new Date();
			// Who may not sign is told so before a code is used up.
			await locals.tx((tx) => permit(tx, { actor, id: session, action: 'sign-minutes', now }));
			if (!form.ok) throw new DomainError('bad-input');
			const by = await showSecondFactor(locals, { code: form.data.code, now });
			const key = { signer: SIGNER, privateKeyPem: webPrivateKey(portal().config) };
			await locals.tx((tx) => signMinutes(tx, { actor, session, version: form.data.version, sha256: form.data.sha256, by, key, now }));
		} catch (error) {
			return refuse(error);
		}
		return { signed: true };
	},
	async certify({ locals, params, request }) {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		try {
			await locals.tx((tx) => permit(tx, { actor, id: session, action: 'sign-minutes', now: new Date() }));
			const uploaded = (await request.formData()).get('file');
			if (!(uploaded instanceof File) || uploaded.size === 0) throw new DomainError('council-minutes-no-file');
			const key = { signer: SIGNER, privateKeyPem: webPrivateKey(portal().config) };
			const bytes = Buffer.from(await uploaded.arrayBuffer());
			await locals.tx((tx) => certify(tx, { actor, session, bytes, key, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
		return { signed: true };
	},
	async object({ locals, params, request }) {
		const form = readForm({ schema: objectionSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { objection: form });
		try {
			await locals.tx((tx) => object(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), text: form.data.text, now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
		return { objected: true };
	},
	async decide({ locals, params, request }) {
		const form = readForm({ schema: decisionSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { decision: form });
		const { upheld, ...data } = form.data;
		try {
			await locals.tx((tx) => decideObjection(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), ...data, upheld: upheld === 'yes', now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	},
	async withdraw({ locals, params }) {
		try {
			await locals.tx((tx) => withdrawMinutes(tx, { actor: requirePerson(locals.actor), session: requireId(params.session), now: new Date() }));
		} catch (error) {
			return refuse(error);
		}
	}
};
