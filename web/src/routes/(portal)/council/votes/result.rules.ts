/** Results as people read them. */
import type { Choice } from '../live.ts';

export interface Named {
	id: string;
	name: string;
	faction: string | null;
	choice: Choice | null;
}

/** By faction in the order of Czech, those without one last; names keep the order that they come in. */
export function byFaction(names: readonly Named[]): { faction: string | null; people: Named[] }[] {
	const groups = new Map<string | null, Named[]>();
	for (const named of names) groups.set(named.faction, [...(groups.get(named.faction) ?? []), named]);
	return [...groups]
		.map(([faction, people]) => ({ faction, people }))
		.sort((one, other) => (one.faction === null ? 1 : 0) - (other.faction === null ? 1 : 0) || (one.faction ?? '').localeCompare(other.faction ?? '', 'cs'));
}
