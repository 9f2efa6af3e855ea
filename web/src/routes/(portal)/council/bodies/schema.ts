/** What the forms about bodies send. */
import { isDay } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

export const bodyKinds = ['regional-assembly', 'regional-council', 'municipal-assembly', 'municipal-council', 'committee', 'commission'] as const;
const id = v.pipe(v.string(), v.uuid(() => m.council_bodies_choose()));
const day = v.pipe(v.string(), v.check(isDay, () => m.council_bodies_day()));
const name = (least: number, most: number) => v.pipe(v.string(), v.trim(), v.minLength(least, () => m.council_bodies_name_short()), v.maxLength(most, () => m.council_bodies_name_long()));
const whole = (least: number, most: number) => v.pipe(v.string(), v.regex(/^\d{1,4}$/, () => m.council_bodies_number({ least, most })), v.transform(Number), v.minValue(least, () => m.council_bodies_number({ least, most })), v.maxValue(most, () => m.council_bodies_number({ least, most })));
const on = v.optional(v.pipe(v.string(), v.transform((value) => value === 'on')), 'off');

export const foundingSchema = v.object({ organisation: id, name: name(3, 200), kind: v.picklist(bodyKinds, () => m.council_bodies_choose()), seats: whole(1, 500), publicSessions: on });
export const seatSchema = v.object({
	person: id,
	office: v.picklist(['chair', 'deputy', 'member'], () => m.council_bodies_choose()),
	faction: v.pipe(v.string(), v.transform((value) => value || null), v.nullable(v.pipe(v.string(), v.uuid()))),
	validFrom: day,
	validUntil: v.pipe(v.string(), v.transform((value) => value || null), v.nullable(day))
});
export const endSeatSchema = v.object({ seat: id, until: day });
export const factionSchema = v.object({ name: name(2, 120), short: name(1, 12), hue: whole(0, 359) });
