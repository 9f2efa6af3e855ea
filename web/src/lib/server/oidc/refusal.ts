/** Why a sign-in through a provider was refused: in a sentence for the person, and in a word for the log. */
import * as client from 'openid-client';
import { DomainError } from '#lib/domain-error.ts';

export type RefusalCode = 'provider-refused' | 'provider-denied' | 'provider-expired' | 'provider-down' | 'provider-unknown-person';

/** A refusal with a word for the log, such as `nonce` or `invalid_grant`. */
export class ProviderRefusal extends DomainError {
	readonly why: string;

	constructor(code: RefusalCode, why: string, options?: { cause?: unknown }) {
		super(code, options);
		this.why = why;
	}
}

/** What the library has thrown, as a refusal. Errors of our own pass as they are. */
export function asRefusal(error: unknown): ProviderRefusal {
	if (error instanceof ProviderRefusal) return error;
	if (error instanceof client.AuthorizationResponseError) return new ProviderRefusal(error.error === 'access_denied' ? 'provider-denied' : 'provider-refused', word(error.error), { cause: error });
	if (error instanceof client.ResponseBodyError) return new ProviderRefusal('provider-refused', word(error.error), { cause: error });
	const { code } = error as { code?: unknown };
	if (typeof code === 'string' && code.startsWith('OAUTH_') && code !== 'OAUTH_TIMEOUT') return new ProviderRefusal('provider-refused', claimOf(error) ?? word(code), { cause: error });
	return new ProviderRefusal('provider-down', 'unreachable', { cause: error });
}

/** The claim that did not fit, or the signature, which says more than "something did not fit". Causes of the library are nested. */
function claimOf(error: unknown, depth = 0): string | undefined {
	const { claim, message, cause } = (error ?? {}) as { claim?: unknown; message?: unknown; cause?: unknown };
	if (typeof claim === 'string') return word(claim);
	const said = typeof message === 'string' ? /JWT "(\w+)"|JWT (signature)/.exec(message) : null;
	return said?.[1] ?? said?.[2] ?? (cause && depth < DEEPEST ? claimOf(cause, depth + 1) : undefined);
}

const DEEPEST = 4;

/** What comes from outside goes into the log as a word only. */
const word = (text: string): string => text.replaceAll(/[^\w.-]/g, '').slice(0, 60);
