/** What the secretary's desk sends. */
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const id = v.pipe(v.string(), v.uuid(() => m.council_secretary_choose()));
const words = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(2, () => m.council_secretary_text_missing()), v.maxLength(most, () => m.council_secretary_text_long({ most })));

export const noteSchema = v.object({ text: words(5_000) });
export const correctionSchema = v.object({ sequence: v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number)), text: words(2_000) });
export const forMemberSchema = v.object({ person: id, reason: words(500) });
/** Nobody: the tile is let go. */
export const interpreterSchema = v.object({ participant: v.pipe(v.union([id, v.literal('')]), v.transform((value) => value || null)) });
export const requestSchema = v.object({ request: id });
