import { m } from '#lib/paraglide/messages.js';

/** What the store's self-test tried, in words; the code itself for a check this version does not know. */
const names: Record<string, () => string> = {
	'damaged-refused': m.admin_check_damaged_refused,
	'lock-confirmed': m.admin_check_lock_confirmed,
	'unlocked-deletable': m.admin_check_unlocked_deletable,
	'delete-refused': m.admin_check_delete_refused,
	'shorten-refused': m.admin_check_shorten_refused,
	'lengthen-accepted': m.admin_check_lengthen_accepted,
	'survives-overwrite': m.admin_check_survives_overwrite,
	'survives-delete': m.admin_check_survives_delete,
	'tampering-seen': m.admin_check_tampering_seen
};

export function checkName(code: string): string {
	return names[code]?.() ?? code;
}
