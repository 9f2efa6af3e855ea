import { withIdentity } from '@sal/db';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { nextPage } from '#lib/next-page.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { readFactors } from '#lib/server/sign-in/factors.ts';
import { completeWith, halfIn, type Proof } from '#lib/server/sign-in/half-in.ts';
import { readSeal } from '#lib/server/sign-in/seal.ts';
import { enrolment } from '#lib/server/sign-in/totp.ts';
import type { Actions, PageServerLoad } from './$types';
import { codeSchema, recoverySchema } from './schema.ts';

export const load: PageServerLoad = async (event) => {
	const { auth, config, db } = portal();
	const next = nextPage(event.url.searchParams.get('next'));
	// Without scripts the page is drawn in the answer of the action that has let the browser in: the recovery codes are still to be shown.
	if (event.cookies.get(auth.cookieName) !== event.locals.sessionId) return { next, ask: undefined, enrol: undefined };
	const who = await halfIn(event);
	if (!who) redirect(303, event.locals.user ? next : `/login?next=${encodeURIComponent(next)}`);
	return withIdentity(db, async (tx) => {
		const { totpSince, passkeys, recoveryCodes } = await readFactors(tx, who.personId);
		if (totpSince ?? passkeys) return { next, ask: { codes: totpSince !== null, passkeys: passkeys > 0, recovery: recoveryCodes > 0 }, enrol: undefined };
		return { next, ask: undefined, enrol: await enrolment({ tx, seal: readSeal(config.sealKeyFile), personId: who.personId, email: who.email }) };
	});
};

interface Answering<S extends v.GenericSchema> {
	kind: Proof['kind'];
	schema: S;
	code(data: v.InferOutput<S>): string;
	next(data: v.InferOutput<S>): string;
}

/** Goes on where it is right; after setting up, the recovery codes are shown first. */
async function answer<S extends v.GenericSchema>(event: RequestEvent, { kind, schema, code, next }: Answering<S>) {
	const refused = (status: number, errors: Record<string, string>) => fail(status, { kind, errors, recoveryCodes: [] as string[], to: '' });
	const form = readForm({ schema, form: await event.request.formData(), secrets: ['code', 'recovery'] });
	if (!form.ok) return refused(422, form.errors);
	const to = nextPage(next(form.data));
	const who = await halfIn(event);
	if (!who) redirect(303, `/login?next=${encodeURIComponent(to)}`);
	let done: Awaited<ReturnType<typeof completeWith>>;
	try {
		done = await completeWith(event, who, { kind, code: code(form.data), next: to });
	} catch (error) {
		const { status, message } = refusal(error);
		return refused(status, { [kind === 'recovery' ? 'recovery' : 'code']: message });
	}
	if (done.recoveryCodes.length === 0) redirect(303, done.to);
	const none: Record<string, string> = {};
	return { kind, errors: none, ...done };
}

export const actions: Actions = {
	code: (event) => answer(event, { kind: 'code', schema: codeSchema, code: (data) => data.code, next: (data) => data.next }),
	confirm: (event) => answer(event, { kind: 'confirm', schema: codeSchema, code: (data) => data.code, next: (data) => data.next }),
	recovery: (event) => answer(event, { kind: 'recovery', schema: recoverySchema, code: (data) => data.recovery, next: (data) => data.next })
};
