import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { newPassword as password, typedTwice as twice } from '#lib/password-schema.ts';

/** A password, typed twice. */
export const passwordSchema = v.pipe(v.object({ password, again: v.string() }), v.forward(v.check(twice, () => m.portal_welcome_password_differs()), ['again']));

/** The first administrator of an empty portal also says who he is and for whom the portal runs. */
export const firstAdminSchema = v.pipe(
	v.object({
		organisation: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.portal_welcome_organisation_missing()), v.maxLength(200, () => m.portal_welcome_organisation_missing())),
		name: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.portal_welcome_name_missing()), v.maxLength(120, () => m.portal_welcome_name_missing())),
		email: v.pipe(v.string(), v.trim(), v.email(() => m.portal_login_email_wrong()), v.maxLength(254, () => m.portal_login_email_wrong())),
		password,
		again: v.string()
	}),
	v.forward(v.check(twice, () => m.portal_welcome_password_differs()), ['again'])
);
