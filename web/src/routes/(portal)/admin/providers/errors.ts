import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

export const errors: Record<string, ErrorEntry> = {
	'provider-unreachable': { status: 422, say: m.admin_providers_unreachable },
	'provider-insecure': { status: 422, say: m.admin_providers_insecure },
	'provider-domain-taken': { status: 422, say: m.admin_providers_domain_taken },
	'provider-newcomers-beyond': { status: 422, say: m.admin_providers_newcomers_beyond }
};
