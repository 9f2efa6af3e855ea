import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

export const errors: Record<string, ErrorEntry> = {
	'provider-refused': { status: 403, say: m.provider_refused },
	'provider-denied': { status: 403, say: m.provider_denied },
	'provider-expired': { status: 410, say: m.provider_expired },
	'provider-down': { status: 503, say: m.provider_down },
	'provider-unknown-person': { status: 403, say: m.provider_unknown_person }
};
