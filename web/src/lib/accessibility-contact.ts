import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const text = (longest: number) => v.pipe(v.optional(v.string(), ''), v.trim(), v.maxLength(longest, () => m.accessibility_contact_long({ longest })));

/** As the form sends it and the database keeps it; whatever is empty is not said. */
export const contactSchema = v.object({
	name: text(200),
	email: v.pipe(text(254), v.check((value) => value === '' || v.is(v.pipe(v.string(), v.email()), value), () => m.accessibility_contact_email_wrong())),
	phone: v.pipe(text(40), v.regex(/^(?:\+?[0-9][0-9 ]{5,})?$/, () => m.accessibility_contact_phone_wrong()))
});
export type AccessibilityContact = v.InferOutput<typeof contactSchema>;
