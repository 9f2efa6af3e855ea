import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

export const errors: Record<string, ErrorEntry> = {
	'login-way-closed': { status: 403, say: m.login_way_closed },
	'login-code-wrong': { status: 422, say: m.login_code_wrong },
	'login-expired': { status: 410, say: m.login_expired },
	'login-passkey-refused': { status: 422, say: m.login_passkey_refused }
};
