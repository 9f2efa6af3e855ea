/** What comes from outside: filters in the address, forms. Used by browser and server. */
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

export const kinds = ['session', 'case', 'call'] as const;

const uuid = v.pipe(v.string(), v.uuid());
/** An empty field of a form is no filter. */
const optional = <S extends v.GenericSchema<string, unknown>>(schema: S) => v.fallback(v.optional(v.union([v.pipe(v.literal(''), v.transform(() => undefined)), schema])), undefined);

/** Is `YYYY-MM-DD` a day of the calendar that PostgreSQL has too? The shape alone would let the 31st of February through. */
function isDay(text: string): boolean {
	const at = Date.parse(`${text}T00:00:00Z`);
	return text >= '0001' && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
const day = v.pipe(v.string(), v.isoDate(), v.check(isDay));
const isCursor = (text: string): boolean => isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.slice(0, -37))) && v.is(uuid, text.slice(-36));

/** Filters live in the address, which people edit and forward: what does not parse is left out, never an error. */
export const filterSchema = v.object({
	q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ''), ''),
	kind: optional(v.picklist(kinds)),
	organisation: optional(uuid),
	/** First and last day, `YYYY-MM-DD`, both included, in the portal's zone. */
	from: optional(day),
	to: optional(day),
	/** Where the page begins: `<ISO time>_<id>` of the last one of the page before. */
	after: optional(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z_[0-9a-f-]{36}$/), v.check(isCursor)))
});
export type Filter = v.InferOutput<typeof filterSchema>;

export function parseFilter(search: URLSearchParams): Filter {
	return v.parse(filterSchema, Object.fromEntries(search));
}

export const linkSchema = v.object({
	label: v.pipe(v.string(), v.trim(), v.nonEmpty(() => m.recordings_link_label_missing()), v.maxLength(100, () => m.recordings_link_label_long())),
	permission: v.picklist(['view', 'download'], () => m.recordings_link_permission_missing()),
	days: v.pipe(v.string(), v.regex(/^\d{1,3}$/, () => m.recordings_link_days_wrong()), v.transform(Number), v.minValue(1, () => m.recordings_link_days_wrong()), v.maxValue(365, () => m.recordings_link_days_wrong()))
});
export type LinkInput = v.InferOutput<typeof linkSchema>;

export const revokeSchema = v.object({ link: uuid });

/** Why a recording is kept or erased: somebody will read it years later. */
export const reasonSchema = v.object({
	reason: v.pipe(v.string(), v.trim(), v.minLength(5, () => m.recordings_reason_missing()), v.maxLength(500, () => m.recordings_reason_long()))
});

/** `?t=` of an exact link: whole or broken seconds. */
export function parseSecond(text: string | null): number | null {
	return text !== null && /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : null;
}
