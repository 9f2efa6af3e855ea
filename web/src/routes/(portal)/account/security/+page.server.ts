import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { changePassword } from '#lib/server/change-password.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import type { Actions, PageServerLoad } from './$types';
import type { Answer } from './answer.ts';
import { changePasskey, readSecurity, renewCodes, turnOff, turnOn } from './factors.server.ts';
import { changePasswordSchema, codeSchema, passkeySchema, renameSchema } from './schema.ts';

export const load: PageServerLoad = ({ locals, url }) => readSecurity({ locals, settingUp: url.searchParams.get('codes') === 'setup' });

/** At which field a refusal stands. */
const FIELDS: Record<string, string> = { 'password-wrong': 'current', 'password-common': 'password', 'password-personal': 'password', 'login-code-wrong': 'code' };

interface Part<S extends v.GenericSchema> {
	/** Which form of the page: its answer stands there. */
	part: string;
	schema: S;
	act(data: v.InferOutput<S>): Promise<{ message?: string; recoveryCodes?: string[] }>;
}

async function answer<S extends v.GenericSchema>({ request }: RequestEvent, { part, schema, act }: Part<S>) {
	const form = readForm({ schema, form: await request.formData(), secrets: ['current', 'password', 'again', 'code'] });
	const refused = (status: number, errors: Record<string, string>, message?: string) => fail(status, { part, errors, message, done: false, recoveryCodes: [] } satisfies Answer);
	if (!form.ok) return refused(422, form.errors);
	try {
		const { message, recoveryCodes = [] } = await act(form.data);
		return { part, errors: {}, message, done: true, recoveryCodes } satisfies Answer;
	} catch (error) {
		const { status, code, message } = refusal(error);
		const field = FIELDS[code];
		return field ? refused(status, { [field]: message }) : refused(status, {}, message);
	}
}

export const actions: Actions = {
	password: (event) =>
		answer(event, {
			part: 'password',
			schema: changePasswordSchema,
			async act(data) {
				const { user, sessionId, origin } = event.locals;
				if (!user || !sessionId) throw new DomainError('sign-in-needed');
				const { db, limits } = portal();
				await changePassword({ db, limits, personId: user.id, sessionId, ...data, now: new Date(), origin, portal: portal().config.origin });
				return { message: m.account_password_changed() };
			}
		}),
	on: (event) =>
		answer(event, {
			part: 'codes',
			schema: codeSchema,
			async act({ code }) {
				const { recoveryCodes, sessionId } = await turnOn({ locals: event.locals, code });
				const { name, value, attributes } = portal().auth.cookieOf(sessionId);
				event.cookies.set(name, value, attributes);
				// The rest of this request, which draws the page, goes on with the new id.
				event.locals.sessionId = sessionId;
				return { recoveryCodes, message: m.account_codes_on() };
			}
		}),
	off: (event) => answer(event, { part: 'codes', schema: codeSchema, act: ({ code }) => turnOff({ locals: event.locals, code }).then(() => ({ message: m.account_codes_off() })) }),
	renew: (event) => answer(event, { part: 'codes', schema: codeSchema, act: async ({ code }) => ({ recoveryCodes: await renewCodes({ locals: event.locals, code }) }) }),
	rename: (event) => answer(event, { part: 'passkeys', schema: renameSchema, act: ({ id, name }) => changePasskey({ locals: event.locals, id, name }).then(() => ({ message: m.account_passkey_renamed() })) }),
	remove: (event) => answer(event, { part: 'passkeys', schema: passkeySchema, act: ({ id }) => changePasskey({ locals: event.locals, id, name: undefined }).then(() => ({ message: m.account_passkey_removed() })) })
};
