import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { newPassword, typedTwice } from '#lib/password-schema.ts';

/** The old password, and the new one twice. */
export const changePasswordSchema = v.pipe(
	v.object({ current: v.pipe(v.string(), v.nonEmpty(() => m.account_password_current_missing()), v.maxLength(200, () => m.account_password_current_wrong())), password: newPassword, again: v.string() }),
	v.forward(v.check(typedTwice, () => m.portal_welcome_password_differs()), ['again'])
);

/** A code of the phone, or a recovery code. */
export const codeSchema = v.object({ code: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.login_code_form()), v.maxLength(60, () => m.login_code_form())) });

const id = v.pipe(v.string(), v.maxLength(2_000));
/** What people call a passkey. */
export const passkeyName = v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.account_passkey_name_missing()), v.maxLength(80, () => m.account_passkey_name_missing()));
export const passkeySchema = v.object({ id });
export const renameSchema = v.object({ id, name: passkeyName });
