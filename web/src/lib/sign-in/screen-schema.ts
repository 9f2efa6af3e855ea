import * as v from 'valibot';

/** What the portal says of the session in this browser: `/unlock/state`. */
export const screenState = v.object({
	/** `ended`: signed out, or something else must be done before going on. */
	screen: v.picklist(['open', 'locked', 'ended']),
	/** Whose session it is. */
	person: v.nullable(v.string()),
	/** Milliseconds until the screen is locked if nobody touches it; null: never. */
	left: v.nullable(v.number()),
	/** While locked: where its person can show that it is still they. */
	providers: v.array(v.object({ id: v.string(), name: v.string() }))
});
export type ScreenState = v.InferOutput<typeof screenState>;
