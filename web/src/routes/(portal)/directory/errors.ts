import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

export const errors: Record<string, ErrorEntry> = {
	'import-too-large': { status: 413, say: m.directory_error_too_large },
	'import-incomplete': { status: 409, say: m.directory_error_incomplete },
	'import-not-checked': { status: 409, say: m.directory_error_not_checked }
};
