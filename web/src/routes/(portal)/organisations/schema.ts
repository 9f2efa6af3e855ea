/** What the forms of this module send. Fields are named as in `errors.ts`. */
import * as v from 'valibot';
import { parseDataBox } from '#lib/data-box.ts';
import { isDay } from '#lib/day.ts';
import { parseIco } from '#lib/ico.ts';
import { m } from '#lib/paraglide/messages.js';
import { seenSchema } from '#lib/changed-meanwhile.ts';
import { kinds } from './kinds.ts';

const id = v.pipe(v.string(() => m.organisations_choose()), v.uuid(() => m.organisations_choose()));
const text = (longest: number) => v.pipe(v.optional(v.string(), ''), v.trim(), v.maxLength(longest, () => m.organisations_too_long({ longest })));
const needed = (longest: number) => v.pipe(v.optional(v.string(), ''), v.trim(), v.nonEmpty(() => m.organisations_needed()), v.maxLength(longest, () => m.organisations_too_long({ longest })));
const day = v.pipe(v.optional(v.string(), ''), v.check(isDay, () => m.organisations_day_wrong()));
const dayOrNone = v.pipe(v.optional(v.string(), ''), v.check((value) => value === '' || isDay(value), () => m.organisations_day_wrong()), v.transform((value) => (value === '' ? null : value)));
/** Empty is none; else what `parse` makes of it, or a sentence. */
const orNone = (parse: (value: string) => string | undefined, wrong: () => string) =>
	v.pipe(v.optional(v.string(), ''), v.trim(), v.check((value) => value === '' || parse(value) !== undefined, wrong), v.transform((value) => parse(value) ?? null));

const data = {
	name: needed(200),
	kind: v.picklist(kinds, () => m.organisations_choose()),
	ico: orNone(parseIco, () => m.organisations_ico_wrong()),
	dataBox: orNone(parseDataBox, () => m.organisations_data_box_wrong()),
	address: text(300)
};
export const editSchema = v.object({ ...data, seen: seenSchema });
export const addSchema = v.object({ ...data, from: day });
/** Why somebody is not erased. */
export const declineSchema = v.object({ reason: needed(500) });
export const targetSchema = v.object({ target: id });
export const endSchema = v.object({ day });

const person = {
	name: needed(120),
	givenName: needed(80),
	familyName: needed(80),
	email: v.pipe(v.optional(v.string(), ''), v.trim(), v.email(() => m.organisations_email_wrong()), v.maxLength(254, () => m.organisations_email_wrong()))
};
export const personSchema = v.object({ ...person, seen: seenSchema });
export const newPersonSchema = v.object({ ...person, organisation: id, position: text(120), from: day });
export const affiliationSchema = v.object({ organisation: id, position: text(120), from: day, day: dayOrNone });
export const positionSchema = v.object({ id, position: text(120) });
export const endAffiliationSchema = v.object({ id, day });
export const grantSchema = v.object({ affiliation: id, role: needed(60), organisation: id, until: dayOrNone, note: text(500) });
export const idSchema = v.object({ id });
export const nothingSchema = v.object({});
export const substitutionSchema = v.object({ affiliation: id, deputy: id, from: day, until: day, reason: text(300) });

const address = v.pipe(v.string(), v.trim(), v.maxLength(100));
/** What the directory is narrowed by; anything unknown falls back to everything. */
export const peopleFilterSchema = v.object({
	q: v.fallback(address, ''),
	organisation: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined),
	after: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined)
});
export const treeFilterSchema = v.object({ q: v.fallback(address, ''), day: v.fallback(v.pipe(v.string(), v.check(isDay)), '') });
