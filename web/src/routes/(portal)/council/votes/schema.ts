/** What the forms of voting send. */
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { choices, motionKinds, speechKinds } from '../live.ts';
import { MOST_CANDIDATES, MOST_PLACES } from './election.rules.ts';
import { thresholdNames } from './threshold-names.ts';

const id = v.pipe(v.string(), v.uuid());
const words = (least: number, most: number, say: () => string) => v.pipe(v.string(), v.trim(), v.minLength(least, say), v.maxLength(most, () => m.council_votes_too_long({ most })));

export const castSchema = v.object({ vote: id, choice: v.picklist(choices) });
export const askSchema = v.object({ kind: v.picklist(speechKinds) });
export const withdrawSchema = v.object({ request: id });
export const conflictSchema = v.object({ reason: words(3, 1_000, () => m.council_votes_reason_missing()) });
export const moveSchema = v.object({ kind: v.picklist(motionKinds), text: words(3, 10_000, () => m.council_votes_text_missing()) });

/** `motion` empty: a question that nobody moved in writing, which then needs a title. */
export const openSchema = v.pipe(
	v.object({
		motion: v.optional(v.union([id, v.literal('')]), ''),
		title: v.pipe(v.string(), v.trim(), v.maxLength(300, () => m.council_votes_too_long({ most: 300 }))),
		threshold: v.picklist(thresholdNames),
		repeats: v.optional(v.union([id, v.literal('')]), ''),
		mode: v.optional(v.picklist(['open', 'secret']), 'open')
	}),
	v.forward(
		v.check(({ motion, title }) => motion !== '' || title.length >= 3, () => m.council_votes_title_missing()),
		['title']
	)
);
/** `candidates`: one on each line. `after`: the round that this one follows, or empty. */
export const electionFormSchema = v.object({
	title: words(3, 300, () => m.council_votes_title_missing()),
	candidates: v.pipe(
		v.string(),
		v.transform((lines) => lines.split('\n').map((line) => line.trim()).filter((line) => line !== '')),
		v.minLength(1, () => m.council_votes_candidates_missing()),
		v.maxLength(MOST_CANDIDATES, () => m.council_votes_candidates_many({ most: MOST_CANDIDATES })),
		v.check((names) => new Set(names).size === names.length, () => m.council_votes_candidates_twice()),
		v.check((names) => names.every((name) => name.length <= 200), () => m.council_votes_too_long({ most: 200 }))
	),
	places: v.pipe(v.string(), v.trim(), v.regex(/^[1-9]\d?$/, () => m.council_votes_places_wrong({ most: MOST_PLACES })), v.transform(Number), v.maxValue(MOST_PLACES, () => m.council_votes_places_wrong({ most: MOST_PLACES }))),
	after: v.optional(v.union([id, v.literal('')]), ''),
	repeats: v.optional(v.union([id, v.literal('')]), '')
});
const hex = (bytes: number) => v.pipe(v.string(), v.regex(/^[0-9a-f]+$/), v.length(bytes * 2));
export const credentialSchema = v.object({ blinded: hex(256) });
/** The message of RSABSSA-SHA384-PSS-Randomized: 32 random bytes before the 32 of the credential. */
export const secretBallotSchema = v.object({ message: hex(64), signature: hex(256), sealed: hex(256) });
export const motionSchema = v.object({ motion: id });
export const voteSchema = v.object({ vote: id });
export const annulSchema = v.object({ vote: id, reason: words(3, 1_000, () => m.council_votes_reason_missing()) });
