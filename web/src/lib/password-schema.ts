import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

/** A password to be set, as typed. Whether it is too easily guessed the server says (`#lib/server/new-password.ts`). */
export const newPassword = v.pipe(v.string(), v.minLength(12, () => m.portal_welcome_password_short()), v.maxLength(200, () => m.portal_welcome_password_long()));

export const typedTwice = <T extends { password: string; again: string }>(input: T): boolean => input.password === input.again;
