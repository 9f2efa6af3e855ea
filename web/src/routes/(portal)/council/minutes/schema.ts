/** What the forms about minutes send. Used by browser and server. */
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';
import { blockKinds, blockSchema } from './document.ts';

const uuid = v.pipe(v.string(), v.uuid());
const number = v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number));
const words = (least: number, most: number, missing: () => string) => v.pipe(v.string(), v.trim(), v.minLength(least, missing), v.maxLength(most, () => m.council_minutes_too_long({ most })));

export const editSchema = v.object({
	revision: v.pipe(v.number(), v.integer()),
	order: v.pipe(v.array(blockSchema.entries.id), v.maxLength(5_000)),
	blocks: v.array(v.object({ id: blockSchema.entries.id, kind: v.picklist(blockKinds), text: blockSchema.entries.text, closed: v.boolean() }))
});
export type EditInput = v.InferInput<typeof editSchema>;

export const versionSchema = v.object({ revision: number, note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(300, () => m.council_minutes_too_long({ most: 300 }))), '') });
export const revisionSchema = v.object({ revision: number });
export const signSchema = v.object({ version: number, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), code: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(20)), '') });
export const verifierSchema = v.object({ person: v.pipe(v.string(), v.uuid(() => m.council_minutes_verifier_missing())) });
export const objectionSchema = v.object({ text: words(10, 4_000, () => m.council_minutes_objection_short()) });
export const decisionSchema = v.object({
	objection: uuid,
	upheld: v.picklist(['yes', 'no'], () => m.council_minutes_decision_missing()),
	text: words(3, 4_000, () => m.council_minutes_decision_text_missing()),
	decidedIn: v.pipe(v.string(), v.uuid(() => m.council_minutes_decided_in_missing()))
});
export const publishSchema = v.object({ version: number, reviewed: v.literal('on', () => m.council_minutes_review_missing()) });

/** `?version=` of the address; anything else is the newest. */
export const wantedVersion = (text: string | null): number | null => (text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null);
