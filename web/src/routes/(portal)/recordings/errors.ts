import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Refusals of this module: status and sentence. */
export const errors: Record<string, ErrorEntry> = {
	'recordings-nothing-to-retry': { status: 409, say: m.recordings_error_nothing_to_retry },
	'recordings-not-ready': { status: 409, say: m.recordings_error_not_ready },
	'recordings-not-sealed': { status: 409, say: m.recordings_error_not_sealed },
	'recordings-kept-already': { status: 409, say: m.recordings_error_kept_already },
	'recordings-erase-asked-already': { status: 409, say: m.recordings_error_erase_asked_already },
	'recordings-erase-not-asked': { status: 409, say: m.recordings_error_erase_not_asked },
	'recordings-erase-second-person': { status: 409, say: m.recordings_error_erase_second_person },
	'recordings-erase-busy': { status: 409, say: m.recordings_error_erase_busy },
	'recordings-link-expired': { status: 410, say: m.recordings_error_link_expired },
	'recordings-link-revoked': { status: 410, say: m.recordings_error_link_revoked }
};
