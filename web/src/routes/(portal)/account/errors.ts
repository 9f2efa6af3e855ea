import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

export const errors: Record<string, ErrorEntry> = {
	'password-common': { status: 422, say: m.account_password_common },
	'password-personal': { status: 422, say: m.account_password_personal },
	'password-wrong': { status: 422, say: m.account_password_current_wrong }
};
