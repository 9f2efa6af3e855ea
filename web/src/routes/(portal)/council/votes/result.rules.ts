/** Results as people read them. */
import type { Choice } from '../live.ts';

export interface Named {
	id: string;
	name: string;
	faction: string | null;
	choice: Choice | null;
}

/** How long a result has the hall's screen to itself when somebody spoke while the vote was open, in ms. */
const RESULT_MS = 30_000;

/** Who has the hall's screen when no vote is open: the speaker, but for a while the result when it was announced during their speech. `now` by the server's clock. */
export function speakerHasScreen({ floor, vote, now }: { floor: { since: number } | null; vote: { closedAt: number | null } | null; now: number }): boolean {
	if (!floor) return false;
	const closedAt = vote?.closedAt ?? null;
	return closedAt === null || floor.since > closedAt || now - closedAt >= RESULT_MS;
}

/** By faction in the order of Czech, those without one last; names keep the order that they come in. */
export function byFaction(names: readonly Named[]): { faction: string | null; people: Named[] }[] {
	const groups = new Map<string | null, Named[]>();
	for (const named of names) groups.set(named.faction, [...(groups.get(named.faction) ?? []), named]);
	return [...groups]
		.map(([faction, people]) => ({ faction, people }))
		.sort((one, other) => (one.faction === null ? 1 : 0) - (other.faction === null ? 1 : 0) || (one.faction ?? '').localeCompare(other.faction ?? '', 'cs'));
}
