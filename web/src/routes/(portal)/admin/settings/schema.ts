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

const between = ({ min, max }: { min: number; max: number }) => {
	const wrong = () => m.admin_between_wrong({ min, max });
	return v.pipe(v.string(), v.trim(), v.regex(/^\d{1,4}$/, wrong), v.transform(Number), v.minValue(min, wrong), v.maxValue(max, wrong));
};

/** How long recordings are kept; the limits are the recordings module's. */
export const keepingForm = (limits: Record<'sessionYears' | 'callYears' | 'caseDays' | 'caseYears', { min: number; max: number }>) =>
	v.object({ sessionYears: between(limits.sessionYears), callYears: between(limits.callYears), caseDays: between(limits.caseDays), caseYears: between(limits.caseYears) });
