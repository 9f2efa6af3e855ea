/** What the forms about sessions and their agenda send. */
import { seenSchema } from '#lib/changed-meanwhile.ts';
import { isDay } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

const text = (least: number, most: number) => v.pipe(v.string(), v.trim(), v.minLength(least, () => m.council_sessions_text_short()), v.maxLength(most, () => m.council_sessions_text_long({ most })));
const whole = (least: number, most: number) => v.pipe(v.string(), v.regex(/^\d{1,5}$/, () => m.council_bodies_number({ least, most })), v.transform(Number), v.minValue(least, () => m.council_bodies_number({ least, most })), v.maxValue(most, () => m.council_bodies_number({ least, most })));
const on = v.optional(v.pipe(v.string(), v.transform((value) => value === 'on')), 'off');
const id = v.pipe(v.string(), v.uuid(() => m.council_bodies_choose()));

/** What can be said of a session. */
const facts = {
	number: whole(1, 10_000),
	// The room's title is this and the body's name.
	title: text(3, 90),
	place: text(2, 200),
	day: v.pipe(v.string(), v.check(isDay, () => m.council_bodies_day())),
	time: v.pipe(v.string(), v.isoTime(() => m.council_sessions_time())),
	minutes: whole(5, 960),
	remote: on,
	crisis: on
};
export const callingSchema = v.object({ body: id, ...facts });
export const changeSchema = v.object({ ...facts, seen: seenSchema });
export const cancellingSchema = v.object({ reason: text(3, 500) });

export const itemKinds = ['business', 'procedure', 'report', 'election', 'questions', 'break'] as const;
export const itemSchema = v.object({
	kind: v.picklist(itemKinds, () => m.council_bodies_choose()),
	title: text(3, 500),
	rapporteurName: v.pipe(v.string(), v.trim(), v.maxLength(200, () => m.council_sessions_text_long({ most: 200 }))),
	plannedMinutes: whole(1, 600),
	proposal: v.pipe(v.string(), v.trim(), v.maxLength(20_000, () => m.council_sessions_text_long({ most: 20_000 }))),
	closed: on
});
export const oneItemSchema = v.object({ item: id });
export const movedSchema = v.object({ item: id, before: v.pipe(v.string(), v.transform((value) => value || null), v.nullable(id)) });
