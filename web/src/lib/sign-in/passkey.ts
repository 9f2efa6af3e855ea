/** Passkeys in the browser. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const told = v.object({ message: v.optional(v.string()), to: v.optional(v.string()) });

export type PasskeyOutcome = { to: string } | { message: string };

/** What a server's answer says, whatever it is. */
async function read(response: Response): Promise<unknown> {
	return response.json().catch(() => ({}));
}

/** Posts JSON; a refusal comes back in its own words. */
export async function post(path: string, body: unknown = {}): Promise<{ ok: boolean; answer: unknown; message: string; to: string | undefined }> {
	const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', 'accept': 'application/json' }, body: JSON.stringify(body) });
	const answer = await read(response);
	const parsed = v.safeParse(told, answer);
	return { ok: response.ok, answer, to: parsed.success ? parsed.output.to : undefined, message: (parsed.success && parsed.output.message) || m.login_passkey_refused() };
}

/** Asks the device for a passkey of this portal, and the portal to let it in. */
export async function usePasskey(next: string): Promise<PasskeyOutcome> {
	const asked = await post('/login/passkey/options');
	if (!asked.ok) return { message: asked.message };
	let response: unknown;
	try {
		response = await startAuthentication({ optionsJSON: asked.answer as Parameters<typeof startAuthentication>[0]['optionsJSON'] });
	} catch {
		// The person closed the dialog, or the device has none: browsers do not say which.
		return { message: m.login_passkey_none() };
	}
	const { ok, answer, message } = await post('/login/passkey', { response, next });
	const parsed = v.safeParse(told, answer);
	return ok && parsed.success && parsed.output.to ? { to: parsed.output.to } : { message };
}

/** Makes a passkey of the person who is signed in; undefined when it is kept, else why not, and where to go for it first. */
export async function makePasskey(name: string): Promise<{ message: string; to?: string | undefined } | undefined> {
	const asked = await post('/account/security/passkey/options');
	if (!asked.ok) return { message: asked.message, to: asked.to };
	let response: unknown;
	try {
		response = await startRegistration({ optionsJSON: asked.answer as Parameters<typeof startRegistration>[0]['optionsJSON'] });
	} catch {
		return { message: m.login_passkey_none() };
	}
	const { ok, message } = await post('/account/security/passkey', { response, name });
	return ok ? undefined : { message };
}
