/** What the field of a personal note sends. Used by browser and server. */
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

/** In UTF-16 units; PostgreSQL counts characters, of which there are never more. */
export const NOTE_MOST = 10_000;
/** How many of its own savings a browser tells, whose answer it may never have got. */
export const SEEN_MOST = 20;

const uuid = v.pipe(v.string(), v.uuid());

export const noteSchema = v.object({
	/** Whose page it was written on: another person may have signed in with the same browser meanwhile. */
	person: uuid,
	text: v.pipe(v.string(), v.maxLength(NOTE_MOST, () => m.council_notes_too_long({ most: NOTE_MOST }))),
	/** Of this saving. */
	revision: uuid,
	/** Revisions of which the writer knows: what was read, and what they have sent since. */
	seen: v.pipe(v.array(uuid), v.maxLength(SEEN_MOST))
});
export type NoteInput = v.InferOutput<typeof noteSchema>;

/** Of the answer to a saving: kept, or what is stored instead. */
export interface OtherNote {
	text: string;
	revision: string;
}
