import * as v from 'valibot';
import { seenSchema } from '#lib/changed-meanwhile.ts';
import { m } from '#lib/paraglide/messages.js';
import { LIMITS } from '#lib/sign-in/policy.ts';

const checked = v.optional(v.pipe(v.string(), v.transform((value) => value === 'on')), '');
const within = ({ min, max }: { min: number; max: number }) => {
	const wrong = () => m.admin_between_wrong({ min, max });
	return v.pipe(v.string(), v.trim(), v.regex(/^\d{1,4}$/, wrong), v.transform(Number), v.minValue(min, wrong), v.maxValue(max, wrong));
};

/** A policy as the form gives it; an empty number of idle minutes: never. */
export const policySchema = v.pipe(
	v.object({
		organisation: v.pipe(v.string(), v.uuid()),
		seen: seenSchema,
		password: checked,
		passkey: checked,
		provider: checked,
		secondFactorRoles: v.array(v.pipe(v.string(), v.maxLength(100))),
		sessionHours: within(LIMITS.sessionHours),
		sessionDays: within(LIMITS.sessionDays),
		idleMinutes: v.union([v.pipe(v.literal(''), v.transform(() => null)), within(LIMITS.idleMinutes)])
	}),
	v.forward(v.check(({ password, passkey, provider }) => password || passkey || provider, () => m.admin_sign_in_no_way()), ['password'])
);

export const organisationSchema = v.object({ organisation: v.pipe(v.string(), v.uuid()) });
