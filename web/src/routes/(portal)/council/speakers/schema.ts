/** What the form that invites a speaker sends. */
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

const text = (least: number, most: number) => v.pipe(v.string(), v.trim(), v.minLength(least, () => m.council_sessions_text_short()), v.maxLength(most, () => m.council_sessions_text_long({ most })));

export const speakerSchema = v.object({
	name: text(2, 100),
	email: v.pipe(v.string(), v.trim(), v.maxLength(254, () => m.council_speakers_email_wrong()), v.email(() => m.council_speakers_email_wrong())),
	behalf: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200, () => m.council_sessions_text_long({ most: 200 }))), ''),
	item: v.pipe(v.optional(v.string(), ''), v.transform((value) => value || null), v.nullable(v.pipe(v.string(), v.uuid(() => m.council_bodies_choose())))),
	locale: v.optional(v.picklist(['cs', 'en']), 'cs')
});
export const oneSpeakerSchema = v.object({ speaker: v.pipe(v.string(), v.uuid()) });
