import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const next = v.optional(v.string(), '/');

/** Six digits, with or without a space in the middle. */
export const codeSchema = v.object({ code: v.pipe(v.string(), v.transform((code) => code.replace(/\s/g, '')), v.regex(/^\d{6}$/, () => m.login_code_form())), next });

/** Sixteen letters and digits, however they are grouped. */
export const recoverySchema = v.object({ recovery: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.login_recovery_form()), v.maxLength(60, () => m.login_recovery_form())), next });
