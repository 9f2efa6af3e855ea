import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Refusals of this module: status and sentence. */
export const errors: Record<string, ErrorEntry> = {
	'council-already-waits': { status: 409, say: m.council_error_already_waits },
	'council-turns-used': { status: 409, say: m.council_error_turns_used },
	'council-already-speaks': { status: 409, say: m.council_error_already_speaks },
	'council-no-faction': { status: 409, say: m.council_error_no_faction },
	'council-not-as-that': { status: 409, say: m.council_error_not_as_that },
	'council-nothing-to-reply': { status: 409, say: m.council_error_nothing_to_reply },
	'council-request-gone': { status: 409, say: m.council_error_request_gone },
	'council-nobody-speaks': { status: 409, say: m.council_error_nobody_speaks },
	'council-not-running': { status: 409, say: m.council_error_not_running },
	'council-not-now': { status: 409, say: m.council_error_not_now },
	'council-too-early': { status: 409, say: m.council_error_too_early },
	'council-not-presiding': { status: 409, say: m.council_error_not_presiding },
	'council-chair-is-here': { status: 409, say: m.council_error_chair_is_here },
	'council-cannot-preside': { status: 409, say: m.council_error_cannot_preside },
	'council-item-closed': { status: 409, say: m.council_error_item_closed },
	'council-no-item': { status: 409, say: m.council_error_no_item },
	'council-motion-settled': { status: 409, say: m.council_error_motion_settled },
	'council-no-quorum': { status: 409, say: m.council_error_no_quorum },
	'council-vote-open': { status: 409, say: m.council_error_vote_open },
	'council-vote-over': { status: 410, say: m.council_error_vote_over },
	'council-ballot-final': { status: 409, say: m.council_error_ballot_final },
	'council-not-entitled': { status: 403, say: m.council_error_not_entitled },
	'council-code-old': { status: 409, say: m.council_error_code_old }
};
