/** Which entries somebody wants to see of what was done with their data; it stands in the address. */
import * as v from 'valibot';
import { isDay } from '#lib/day.ts';

/** Of others: everything, looks, or the rest of it; and what one did oneself. */
export const kinds = ['others', 'looks', 'changes', 'mine'] as const;
export type Kind = (typeof kinds)[number];

/** Acts by which somebody sees data and changes nothing. */
export const looks = ['recording.look', 'recording.play', 'recording.download-mp4', 'recording.download-track', 'recording.download-package', 'recording.verify', 'meetings.break-glass', 'export.taken'] as const;

const day = v.fallback(v.optional(v.pipe(v.string(), v.check(isDay))), undefined);
const schema = v.object({
	kind: v.fallback(v.picklist(kinds), 'others'),
	/** First and last day, both included, in the portal's zone. */
	from: day,
	to: day,
	/** `<time with microseconds>_<id>` of the last entry of the page before. */
	after: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_\d{1,15}$/), v.check((text) => isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.slice(0, 27)))))), undefined)
});
export type MyLogFilter = v.InferOutput<typeof schema>;

/** What does not parse is left out. */
export const parseFilter = (search: URLSearchParams): MyLogFilter => v.parse(schema, Object.fromEntries(search));

/** The address of the page that begins after this entry. */
export const pageAfter = ({ kind, from, to }: MyLogFilter, after: string): string => `?${new URLSearchParams({ kind, ...(from && { from }), ...(to && { to }), after }).toString()}`;
