/** What the forms of this module send. Messages are codes; messages.ts turns each into a sentence in the reader's language. */
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';
import { GUEST_LINK_DAYS, kinds, lobbies, watchFor, watchPolicies } from './rules.ts';
import { rhythms } from './rhythm.ts';

const day = v.pipe(v.string('day'), v.isoDate('day'), v.check((value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value), 'day'));
const time = v.pipe(v.string('time'), v.isoTime('time'));
const id = v.pipe(v.string('choice'), v.uuid('choice'));
const ids = v.pipe(v.array(id), v.maxLength(500, 'too-many'), v.transform((values) => [...new Set(values)]));
const title = v.pipe(v.string('title'), v.trim(), v.minLength(3, 'title'), v.maxLength(300, 'title-long'));
const whole = (code: string) => v.pipe(v.string(code), v.regex(/^\d{1,5}$/, code), v.transform(Number));

/** Longest planned length: a two-day session is two meetings. */
const MAX_MINUTES = 16 * 60;

export const meetingSchema = v.pipe(
	v.object({
		title,
		kind: v.picklist(kinds, 'choice'),
		organisation: id,
		day,
		time,
		zone: v.pipe(v.string('zone'), v.minLength(1, 'zone'), v.maxLength(64, 'zone')),
		minutes: v.pipe(whole('minutes'), v.minValue(5, 'minutes'), v.maxValue(MAX_MINUTES, 'minutes')),
		rhythm: v.picklist(['none', ...rhythms], 'choice'),
		until: v.union([v.literal(''), day], 'until'),
		hosts: ids,
		people: ids,
		organisations: ids,
		recorded: v.boolean(),
		watch: v.picklist(watchPolicies, 'choice'),
		lobby: v.picklist(lobbies, 'choice'),
		note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(4_000, 'note-long')), '')
	}),
	v.forward(v.check(({ rhythm, until }) => rhythm === 'none' || until !== '', 'until'), ['until']),
	v.forward(v.check(({ rhythm, until, day }) => rhythm === 'none' || until === '' || until >= day, 'until-before'), ['until']),
	v.forward(v.check(({ kind, watch }) => watchFor(kind).includes(watch), 'watch'), ['watch'])
);
export type MeetingInput = v.InferOutput<typeof meetingSchema>;
export type MeetingField = keyof MeetingInput;

/** An edit of a repeated meeting is aimed at one date, or at this and all later ones. */
export const scopes = ['one', 'following'] as const;
export const scopeSchema = v.picklist(scopes, 'choice');
export type Scope = (typeof scopes)[number];

export const callSchema = v.object({ title: v.pipe(v.string(), v.trim(), v.maxLength(300, 'title-long')), people: v.pipe(ids, v.minLength(1, 'people')) });
export const guestLinkSchema = v.object({ label: v.pipe(v.string('label'), v.trim(), v.minLength(1, 'label'), v.maxLength(120, 'label')), days: v.pipe(whole('days'), v.minValue(1, 'days'), v.maxValue(GUEST_LINK_DAYS, 'days')) });
export const idSchema = v.object({ id });

/** What the list is narrowed by; kept in the address so that it can be sent to a colleague. Anything unknown falls back to everything. */
export const filterSchema = v.object({
	kind: v.fallback(v.picklist(['all', ...kinds]), 'all'),
	q: v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(100)), '')
});
export type Filter = v.InferOutput<typeof filterSchema>;

/** Where the list of past meetings goes on, from the address: `<ms since 1970>~<id>`. Thirteen digits end in the year 2286, which PostgreSQL still has. */
export const cursorSchema = v.pipe(
	v.string(),
	v.regex(/^\d{1,13}~[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
	v.transform((text) => ({ startsAt: new Date(Number(text.split('~')[0])), id: text.split('~')[1] ?? '' }))
);

export type Errors<Field extends string = string> = Partial<Record<Field, string>>;

/** Parses a form against a schema: the value, or the first message of every wrong field. */
export function parseForm<S extends v.GenericSchema>(schema: S, input: unknown): { ok: true; value: v.InferOutput<S> } | { ok: false; errors: Errors } {
	const result = v.safeParse(schema, input);
	if (result.success) return { ok: true, value: result.output };
	const errors: Errors = {};
	for (const issue of result.issues) {
		const field = String(issue.path?.[0]?.key ?? 'form');
		errors[field] ??= issue.message;
	}
	return { ok: false, errors };
}

/** The meeting form as it was typed: text as text, lists as lists. Given back to the page whole when something is wrong. */
export function typedMeeting(form: FormData) {
	const text = (name: string) => String(form.get(name) ?? '');
	const list = (name: string) => form.getAll(name).map(String).filter((value) => value !== '');
	return {
		title: text('title'),
		kind: text('kind'),
		organisation: text('organisation'),
		day: text('day'),
		time: text('time'),
		zone: text('zone'),
		minutes: text('minutes'),
		rhythm: text('rhythm') || 'none',
		until: text('until'),
		hosts: list('hosts'),
		people: list('people'),
		organisations: list('organisations'),
		recorded: form.get('recorded') === 'on',
		watch: text('watch'),
		lobby: text('lobby'),
		note: text('note')
	};
}
export type TypedMeeting = ReturnType<typeof typedMeeting>;

/** A meeting without repetition asks no question, and then it is that one date. */
/** Why a clinician opens a case that is not theirs. */
export const breakGlassSchema = v.object({
	reason: v.pipe(v.string(), v.trim(), v.minLength(10, () => m.meetings_break_glass_reason_short()), v.maxLength(500, () => m.meetings_break_glass_reason_long()))
});

/** What a host of the case thinks of it. */
export const judgeSchema = v.object({
	opening: v.pipe(v.string(), v.uuid()),
	verdict: v.picklist(['in-order', 'objected']),
	note: v.pipe(v.optional(v.string(), ''), v.trim(), v.maxLength(500, () => m.meetings_break_glass_reason_long()))
});

export const cancelSchema = v.object({
	reason: v.optional(v.pipe(v.string('reason-long'), v.trim(), v.maxLength(500, 'reason-long')), ''),
	scope: v.optional(scopeSchema, 'one')
});
