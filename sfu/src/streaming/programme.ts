/** What the portal has decided about a room's public stream, as far as the stream reads it. */
import * as v from 'valibot';

const person = v.object({ id: v.string(), name: v.string() });

/** The part of the session's state that is shown; the whole of it is the portal's own. */
export const shownState = v.object({
	state: v.picklist(['published', 'running', 'suspended', 'ended', 'cancelled']),
	closedPart: v.boolean(),
	title: v.string(),
	presiding: v.nullable(person),
	item: v.nullable(v.object({ number: v.string(), title: v.string(), closed: v.boolean() })),
	floor: v.nullable(person),
	vote: v.nullable(
		v.object({
			state: v.picklist(['open', 'closed', 'annulled']),
			closedAt: v.nullable(v.number()),
			result: v.nullable(
				v.object({
					passed: v.nullable(v.boolean()),
					counts: v.nullable(v.object({ for: v.number(), against: v.number(), abstained: v.number(), notVoted: v.number() })),
					elected: v.array(v.object({ name: v.string(), elected: v.boolean() }))
				})
			)
		})
	)
});
export type ShownState = v.InferOutput<typeof shownState>;

export interface Programme {
	/** May the public see this room at all? */
	public: boolean;
	/** A part from which the public is excluded is under way. */
	closed: boolean;
	/** Who has the floor, and who interprets: participants. */
	floor: string | null;
	interpreter: string | null;
	/** Null in a meeting that is no council's session, and when the state cannot be read. */
	state: ShownState | null;
	/** Is there a council's session, whether its state can be read or not? */
	council: boolean;
	title: string;
	/** The meeting has been ended for everybody. */
	over: boolean;
}
