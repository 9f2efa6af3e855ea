/** What the forms and the upload of materials send. */
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const id = v.pipe(v.string(), v.uuid());
const text = (least: number, most: number) => v.pipe(v.string(), v.trim(), v.minLength(least, () => m.council_sessions_text_short()), v.maxLength(most, () => m.council_sessions_text_long({ most })));

/** A file that came: to an item as new material, or to a material as its new version. */
export const broughtSchema = v.union([v.object({ upload: id, name: v.pipe(v.string(), v.maxLength(1_000)), item: id }), v.object({ upload: id, name: v.pipe(v.string(), v.maxLength(1_000)), material: id })]);
export const changedMaterialSchema = v.object({ title: text(1, 200), open: v.optional(v.pipe(v.string(), v.transform((value) => value === 'on')), 'off') });
export const withdrawnMaterialSchema = v.object({ why: text(3, 500) });
