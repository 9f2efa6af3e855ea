/** The filters of the log, as they stand in the address. Used by browser and server. */
import * as v from 'valibot';

export const outcomes = ['done', 'refused', 'failed'] as const;

const uuid = v.pipe(v.string(), v.uuid());
/** An empty field of a form is no filter. */
const optional = <S extends v.GenericSchema<string, unknown>>(schema: S) => v.fallback(v.optional(v.union([v.pipe(v.literal(''), v.transform(() => undefined)), schema])), undefined);
/** The shape alone would let the 31st of February through. */
const isDay = (text: string): boolean => text >= '0001' && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
const day = v.pipe(v.string(), v.isoDate(), v.check(isDay));

/** What does not parse is left out, never an error: people edit and forward addresses. */
export const filterSchema = v.object({
	/** A name, a network address, the number of a request or the id of a thing. */
	q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ''), ''),
	person: optional(uuid),
	action: optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/), v.maxLength(100))),
	/** With everything below it. */
	organisation: optional(uuid),
	outcome: optional(v.picklist(outcomes)),
	/** First and last day, both included, in the portal's zone. */
	from: optional(day),
	to: optional(day),
	/** Where the page begins: `<time with microseconds>_<id>` of the last entry of the page before. */
	after: optional(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_\d{1,15}$/), v.check((text) => isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.split('_')[0] ?? '')))))
});
export type LogFilter = v.InferOutput<typeof filterSchema>;

export const parseFilter = (search: URLSearchParams): LogFilter => v.parse(filterSchema, Object.fromEntries(search));

/** The same filters as the text of an address, without the place where the page begins. */
export function filterSearch({ after: _, ...filter }: LogFilter): string {
	const set = Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1]));
	return new URLSearchParams(set).toString();
}
