import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

/** Days, as typed into a form: 0 (away with the next sweep) to ten years. */
const days = v.pipe(
	v.string(),
	v.trim(),
	v.regex(/^\d{1,4}$/, () => m.admin_days_wrong()),
	v.transform(Number),
	v.maxValue(3650, () => m.admin_days_wrong())
);

export const retentionForm = v.object({ chatDays: days, attendanceDays: days, addressDays: days });

/** A kept callback, by its number. */
export const settleForm = v.object({ id: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)) });
