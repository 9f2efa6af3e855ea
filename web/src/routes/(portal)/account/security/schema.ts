import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { newPassword, typedTwice } from '#lib/password-schema.ts';

/** The old password, and the new one twice. */
export const changePasswordSchema = v.pipe(
	v.object({ current: v.pipe(v.string(), v.nonEmpty(() => m.account_password_current_missing()), v.maxLength(200, () => m.account_password_current_wrong())), password: newPassword, again: v.string() }),
	v.forward(v.check(typedTwice, () => m.portal_welcome_password_differs()), ['again'])
);
