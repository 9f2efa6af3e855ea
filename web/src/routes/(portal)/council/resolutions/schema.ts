/** What comes from outside about resolutions: the filter in the address, forms. */
import * as v from 'valibot';
import { isDay } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';

export const show = ['all', 'open', 'overdue'] as const;
const uuid = v.pipe(v.string(), v.uuid());
const orNone = <S extends v.GenericSchema<string, unknown>>(schema: S) => v.fallback(v.optional(v.union([v.pipe(v.literal(''), v.transform(() => undefined)), schema])), undefined);

/** Filters live in the address, which people edit and forward: what does not parse is left out, never an error. */
export const filterSchema = v.object({
	q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ''), ''),
	body: orNone(uuid),
	/** Those with something still to be done, or whose term is over. */
	show: v.fallback(v.picklist(show), 'all'),
	/** Where the page begins: `<ms since 1970>~<id>` of the last one of the page before. */
	after: orNone(v.pipe(v.string(), v.regex(/^\d{1,13}~[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)))
});
export type Filter = v.InferOutput<typeof filterSchema>;

export const taskSchema = v.pipe(
	v.object({
		/** An organisation of the directory; else a name, for whoever is charged need not be in it. */
		organisation: v.optional(v.union([v.literal(''), uuid]), ''),
		addressee: v.pipe(v.string(), v.trim(), v.maxLength(200, () => m.council_resolutions_too_long())),
		what: v.pipe(v.string(), v.trim(), v.minLength(3, () => m.council_resolutions_what_missing()), v.maxLength(2_000, () => m.council_resolutions_too_long())),
		dueOn: v.pipe(v.string(), v.check((day) => day === '' || (isDay(day) && day >= '1990'), () => m.council_resolutions_day_wrong()))
	}),
	v.forward(v.check(({ organisation, addressee }) => organisation !== '' || addressee.length > 1, () => m.council_resolutions_who_missing()), ['addressee'])
);
export type TaskInput = v.InferOutput<typeof taskSchema>;

export const closeSchema = v.object({ task: uuid, state: v.picklist(['done', 'cancelled']), note: v.pipe(v.string(), v.trim(), v.minLength(3, () => m.council_resolutions_note_missing()), v.maxLength(2_000, () => m.council_resolutions_too_long())) });
