/**
 * Who acts. Every store function runs inside `withActor(actor, …)`: one transaction that tells PostgreSQL who acts, so that row-level
 * security can answer even if the store forgets its guard.
 */

/** A role that somebody holds for an organisation and everything below it. Which roles there are, and what they may do, modules declare. */
export interface Grant {
	id: string;
	/** `<area>.<role>`, such as `council.chair`. */
	role: string;
	/** Top of the subtree that it holds for, and that organisation's path from the root (itself last). */
	organisation: string;
	organisationName: string;
	path: readonly string[];
	/** Instants, ISO 8601; `until` null: no end was set. */
	since: string;
	until: string | null;
	/** Name of whoever granted it, when a person did. */
	by: string | null;
}

/**
 * A person acts in one affiliation at a time, and has that affiliation's grants only. PostgreSQL is told the ids and looks everything else up
 * itself: what stands in `grants` serves the pure rules and opens no row.
 */
export interface PersonActor {
	kind: 'person';
	/** The human being at the keyboard. */
	person: string;
	/** Of the affiliation. */
	organisation: string;
	affiliation: string;
	/** Of the affiliation, valid now; rules check the times again. */
	grants: readonly Grant[];
	/** Acting in somebody else's place: `affiliation` and `grants` are then that person's. */
	substitution?: { id: string; person: string };
}

export type Actor =
	| PersonActor
	| { kind: 'guest'; guest: string; meeting: string }
	/** Someone with a recording link and nothing else. */
	| { kind: 'link'; link: string; recording: string }
	| { kind: 'public' }
	/** A background job or a callback of the media server, acting for the organisation that owns the thing. */
	| { kind: 'job'; organisation: string; name: string };

/** In whose name the actor's deeds count: the person represented, else the actor. */
export const principalOf = ({ person, substitution }: PersonActor): string => substitution?.person ?? person;
