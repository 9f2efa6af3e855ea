/**
 * The state of a running session as every screen shows it: the portal sends the whole of it after each act, the media server hands it on
 * (`council` in @sal/sfu/protocol), and whoever has missed one is whole again with the next. Times are ms since 1970. Holds nothing that is
 * not for everybody in the room: ballots, drafts and closed items' texts are asked for over HTTP.
 */
import * as v from 'valibot';

const time = v.number();
const person = v.object({ id: v.string(), name: v.string(), faction: v.nullable(v.string()) });

export const speechKinds = ['ordinary', 'faction', 'factual', 'reply', 'guest'] as const;
export type SpeechKind = (typeof speechKinds)[number];
export const choices = ['for', 'against', 'abstained'] as const;
export type Choice = (typeof choices)[number];

export const motionKinds = ['main', 'amendment', 'procedural', 'counter'] as const;
export type MotionKind = (typeof motionKinds)[number];
export const motionStates = ['moved', 'withdrawn', 'adopted', 'rejected', 'fell'] as const;
export type MotionState = (typeof motionStates)[number];
export const sessionStates = ['draft', 'published', 'running', 'suspended', 'ended', 'cancelled'] as const;
export type SessionState = (typeof sessionStates)[number];

const counts = v.object({ for: v.number(), against: v.number(), abstained: v.number(), notVoted: v.number() });

export const liveVoteSchema = v.object({
	id: v.string(),
	title: v.string(),
	/** What is voted on, whole. */
	text: v.string(),
	mode: v.picklist(['open', 'secret', 'election']),
	/** Of an election. */
	candidates: v.array(v.object({ id: v.string(), name: v.string() })),
	/** How many of them one may choose. */
	places: v.number(),
	round: v.number(),
	/** The round that it follows. */
	follows: v.nullable(v.string()),
	state: v.picklist(['open', 'closed', 'annulled']),
	openedAt: time,
	/** When it closes by itself. */
	closesAt: v.nullable(time),
	closedAt: v.nullable(time),
	/** How many may vote (the snapshot of who was present), and how many have. */
	entitled: v.number(),
	cast: v.number(),
	/** Only once it is closed. `byName`: null for a secret one. */
	result: v.nullable(
		v.object({
			/** Null of one that was annulled before it was counted. */
			passed: v.nullable(v.boolean()),
			counts: v.nullable(counts),
			/** What it needed: votes for, and of how many. */
			needed: v.number(),
			of: v.number(),
			byName: v.nullable(v.array(v.object({ ...person.entries, choice: v.nullable(v.picklist(choices)) }))),
			/** Of an election, where `counts` is null: candidates by votes, ballots that mark nobody, who stands in the next round (none: it is over), for how many places. */
			elected: v.array(v.object({ id: v.string(), name: v.string(), votes: v.number(), elected: v.boolean() })),
			blank: v.number(),
			notVoted: v.number(),
			next: v.nullable(v.object({ candidates: v.array(v.object({ id: v.string(), name: v.string() })), places: v.number() })),
			/** Why it does not count, in the chair's words. */
			annulled: v.nullable(v.string())
		})
	)
});
export type LiveVote = v.InferOutput<typeof liveVoteSchema>;

export const liveSchema = v.object({
	session: v.string(),
	version: v.number(),
	state: v.picklist(['published', 'running', 'suspended', 'ended', 'cancelled']),
	closedPart: v.boolean(),
	body: v.string(),
	title: v.string(),
	/** `lostAt`: since when nothing is heard of them. */
	presiding: v.nullable(v.object({ ...person.entries, lostAt: v.nullable(time) })),
	item: v.nullable(v.object({ id: v.string(), number: v.string(), title: v.string(), closed: v.boolean() })),
	agenda: v.array(v.object({ id: v.string(), number: v.string(), title: v.string(), state: v.picklist(['planned', 'open', 'done', 'withdrawn']), closed: v.boolean(), late: v.boolean() })),
	agendaApproved: v.boolean(),
	quorum: v.object({ needed: v.number(), seats: v.number(), present: v.number(), remote: v.number(), reached: v.boolean() }),
	/** Members, in the order of Czech. `failing`: picture or sound of a remote one has stopped arriving, the grace period runs until `until`. */
	members: v.array(v.object({ ...person.entries, office: v.picklist(['chair', 'deputy', 'member']), presence: v.picklist(['absent', 'excused', 'hall', 'remote', 'failing']), until: v.nullable(time) })),
	floor: v.nullable(v.object({ ...person.entries, kind: v.picklist(speechKinds), since: time, seconds: v.number() })),
	queue: v.array(v.object({ ...person.entries, request: v.string(), kind: v.picklist(speechKinds), since: time })),
	/** Whose tile stays beside the speaker's. */
	interpreter: v.nullable(v.string()),
	motions: v.array(v.object({ id: v.string(), kind: v.picklist(motionKinds), text: v.string(), mover: v.string(), state: v.picklist(motionStates) })),
	/** The open vote, else the last one of this item. */
	vote: v.nullable(liveVoteSchema)
});
export type Live = v.InferOutput<typeof liveSchema>;
