import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { nextPage } from '#lib/next-page.ts';
import { refusal } from '#lib/server/failure.ts';
import { signInWithPasskey } from '#lib/server/sign-in/with-passkey.ts';
import { assertionSchema } from '#lib/sign-in/passkey-schema.ts';
import type { RequestHandler } from './$types';

const answer = v.object({ response: assertionSchema, next: v.optional(v.string()) });

/** The answer of a passkey: signs in, shows the second factor that was owed, or unlocks, whatever this browser waits for. */
export const POST: RequestHandler = async (event) => {
	try {
		const parsed = v.safeParse(answer, await event.request.json().catch(() => undefined));
		if (!parsed.success) throw new DomainError('bad-input');
		return json({ to: await signInWithPasskey(event, { response: parsed.output.response, next: nextPage(parsed.output.next) }) });
	} catch (error) {
		const { status, message } = refusal(error);
		return json({ message }, { status });
	}
};
