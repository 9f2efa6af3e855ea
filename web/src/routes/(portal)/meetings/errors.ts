import type { ErrorEntry } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Refusals of this module: status and sentence. */
export const errors: Record<string, ErrorEntry> = {
	'meetings-cancelled': { status: 410, say: m.meetings_error_cancelled },
	'meetings-ended': { status: 410, say: m.meetings_error_ended },
	'meetings-too-early': { status: 409, say: m.meetings_error_too_early },
	'meetings-too-late': { status: 410, say: m.meetings_error_too_late },
	'meetings-not-invited': { status: 403, say: m.meetings_error_not_invited },
	'meetings-held-by-council': { status: 409, say: m.meetings_error_held_by_council },
	'meetings-link-closed': { status: 410, say: m.meetings_error_link_closed },
	'meetings-callback-refused': { status: 409, say: m.meetings_error_callback_refused },
	'meetings-equipment-unknown': { status: 401, say: m.meetings_equipment_error_unknown },
	'meetings-equipment-revoked': { status: 403, say: m.meetings_equipment_error_revoked },
	'meetings-equipment-elsewhere': { status: 403, say: m.meetings_equipment_error_elsewhere },
	'meetings-equipment-type': { status: 415, say: m.meetings_equipment_error_type },
	'meetings-equipment-large': { status: 413, say: m.meetings_equipment_error_large },
	'meetings-equipment-malformed': { status: 400, say: m.meetings_equipment_error_malformed },
	'meetings-equipment-unacceptable': { status: 422, say: m.meetings_equipment_error_unacceptable },
	'meetings-equipment-busy': { status: 409, say: m.meetings_equipment_error_busy },
	'meetings-equipment-waiting': { status: 409, say: m.meetings_equipment_error_waiting },
	'meetings-equipment-locked': { status: 409, say: m.meetings_equipment_error_locked },
	'meetings-equipment-full': { status: 503, say: m.meetings_equipment_error_full },
	'meetings-equipment-unmatched': { status: 428, say: m.meetings_equipment_error_unmatched },
	'meetings-equipment-stale': { status: 412, say: m.meetings_equipment_error_stale },
	'meetings-guest-unknown': { status: 401, say: m.meetings_error_guest_unknown }
};
