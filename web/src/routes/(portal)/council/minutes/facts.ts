/** What minutes are drafted from: the session's evidence, and the names to go with it. */
import type { CouncilHappening } from '../events.ts';
import type { Choice } from '../live.ts';

export type SessionEvent = CouncilHappening & { sequence: number; at: number; item: string | null; closed: boolean };

export interface VoteFacts {
	id: string;
	title: string;
	/** What was voted on, whole. */
	text: string;
	mode: 'open' | 'secret' | 'election';
	/** Null for a secret one; a member without a choice did not vote. */
	byName: { name: string; choice: Choice | null }[] | null;
	elected: { name: string; votes: number; elected: boolean }[];
}

export interface SessionFacts {
	body: { name: string; seats: number };
	session: { title: string; place: string; startsAt: number; openedAt: number | null; endedAt: number | null };
	/** In the order of Czech. */
	members: { id: string; name: string }[];
	/** Names of the office: they are no citizens whose name is left out in public. */
	office: readonly string[];
	/** Everybody else who occurs, by id. */
	names: ReadonlyMap<string, string>;
	/** In the order of the agenda. */
	items: { id: string; number: string; title: string; rapporteur: string; closed: boolean; late: boolean; state: 'planned' | 'open' | 'done' | 'withdrawn' }[];
	events: readonly SessionEvent[];
	votes: readonly VoteFacts[];
	resolutions: readonly { id: string; number: string; text: string; vote: string; annulled: string | null }[];
	verifiers: readonly string[];
}
