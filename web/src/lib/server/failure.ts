/** The one table from codes to HTTP statuses and sentences. Used by routes and hooks, under Vite only (`import.meta.glob`). */
import { DomainError, type ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { noteRefusal } from './refused.ts';

const frame: Record<string, ErrorEntry> = {
	'sign-in-needed': { status: 401, say: m.portal_error_sign_in_needed },
	'bad-input': { status: 422, say: m.portal_error_bad_input },
	'forbidden': { status: 403, say: m.portal_error_forbidden },
	'not-found': { status: 404, say: m.portal_error_not_found },
	'no-affiliation': { status: 403, say: m.portal_error_no_affiliation },
	'conflict': { status: 409, say: m.portal_error_conflict },
	'changed-meanwhile': { status: 409, say: m.portal_error_changed_meanwhile },
	'gone': { status: 410, say: m.portal_error_gone },
	'link-used': { status: 410, say: m.portal_error_link_used },
	'rate-limited': { status: 429, say: m.portal_error_rate_limited },
	'media-server-down': { status: 503, say: m.portal_error_media_server_down },
	'store-down': { status: 503, say: m.portal_error_store_down }
};
/** Modules: `errors.ts` beside their rules exports `errors: Record<code, ErrorEntry>`. */
const modules = import.meta.glob<Record<string, ErrorEntry>>('../../routes/**/errors.ts', { eager: true, import: 'errors' });
const table: Record<string, ErrorEntry> = Object.assign({}, frame, ...Object.values(modules));

export interface Failure {
	status: number;
	code: string;
	message: string;
}

/** What to answer to a refusal; undefined for anything that is not a {@link DomainError}. A code without a row is a programming error: 500. */
export function failureOf(error: unknown): Failure | undefined {
	const code = error instanceof DomainError ? error.code : isUnstorable(error) ? 'bad-input' : undefined;
	const entry = code === undefined ? undefined : table[code];
	return code !== undefined && entry ? { status: entry.status, code, message: entry.say() } : undefined;
}

/** PostgreSQL's `character_not_in_repertoire`: a text with NUL, which only a program sends. No field of any form takes it. */
export function isUnstorable(error: unknown): boolean {
	return error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === '22021';
}

/**
 * For form actions: `catch (error) { const { status, ...body } = refusal(error); return fail(status, { ...form, ...body }); }`.
 * Gives back a refusal's status and sentence, and throws everything else on.
 */
export function refusal(error: unknown): Failure {
	const failure = failureOf(error);
	if (!failure) throw error;
	if (failure.code === 'forbidden') noteRefusal();
	return failure;
}
