import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

export const loginSchema = v.object({
	email: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.portal_login_email_missing()), v.email(() => m.portal_login_email_wrong()), v.maxLength(254, () => m.portal_login_email_wrong())),
	password: v.pipe(v.string(), v.nonEmpty(() => m.portal_login_password_missing()), v.maxLength(200, () => m.portal_login_wrong())),
	next: v.optional(v.string(), '/')
});
