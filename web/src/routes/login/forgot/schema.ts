import * as v from 'valibot';
import { loginSchema } from '../schema.ts';

/** The e-mail that somebody signs in with. */
export const forgotSchema = v.pick(loginSchema, ['email']);
