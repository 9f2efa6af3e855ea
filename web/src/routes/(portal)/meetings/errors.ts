import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Refusals of this module: status and sentence. */
export const errors: Record<string, ErrorEntry> = {
	'meetings-cancelled': { status: 410, say: m.meetings_error_cancelled },
	'meetings-ended': { status: 410, say: m.meetings_error_ended },
	'meetings-too-early': { status: 409, say: m.meetings_error_too_early },
	'meetings-too-late': { status: 410, say: m.meetings_error_too_late },
	'meetings-not-invited': { status: 403, say: m.meetings_error_not_invited },
	'meetings-link-closed': { status: 410, say: m.meetings_error_link_closed },
	'meetings-callback-refused': { status: 409, say: m.meetings_error_callback_refused },
	'meetings-guest-unknown': { status: 401, say: m.meetings_error_guest_unknown }
};
