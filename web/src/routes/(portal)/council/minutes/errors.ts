import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Refusals of what follows a session: status and sentence. */
export const errors: Record<string, ErrorEntry> = {
	'council-minutes-not-begun': { status: 409, say: m.council_minutes_error_not_begun },
	'council-minutes-running': { status: 409, say: m.council_minutes_error_running },
	'council-minutes-nothing-new': { status: 409, say: m.council_minutes_error_nothing_new },
	'council-minutes-signed-already': { status: 409, say: m.council_minutes_error_signed_already },
	'council-minutes-unsigned': { status: 409, say: m.council_minutes_error_unsigned },
	'council-minutes-second-factor': { status: 409, say: m.council_minutes_error_second_factor },
	'council-minutes-prove': { status: 409, say: m.council_minutes_error_prove },
	'council-minutes-no-file': { status: 422, say: m.council_minutes_error_no_file },
	'council-minutes-file-large': { status: 413, say: m.council_minutes_error_file_large },
	'council-minutes-file-other': { status: 422, say: m.council_minutes_error_file_other },
	'council-minutes-file-unsigned': { status: 422, say: m.council_minutes_error_file_unsigned },
	'council-minutes-file-broken': { status: 422, say: m.council_minutes_error_file_broken },
	'council-verifier-no-member': { status: 422, say: m.council_minutes_error_no_member },
	'council-verifier-signed': { status: 409, say: m.council_minutes_error_verifier_signed }
};
