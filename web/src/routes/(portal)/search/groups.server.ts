/** Asks every module what it finds. */
import type { PersonActor, Tx } from '@sal/db';
import type { SearchGroup, SearchProvider } from '#lib/search.ts';

const found = import.meta.glob<SearchProvider[]>('../*/search.server.ts', { import: 'search' });

/** Every group that finds something, in order. One after the other: they share a connection. */
export async function searchAll(tx: Tx, { actor, q, limit, now }: { actor: PersonActor; q: string; limit: number; now: Date }): Promise<SearchGroup[]> {
	if (q === '') return [];
	const providers = (await Promise.all(Object.values(found).map((load) => load()))).flat().toSorted((a, b) => a.order - b.order);
	const groups: SearchGroup[] = [];
	for (const { title, all, find } of providers) {
		const hits = await find({ tx, actor, q, limit, now });
		if (hits.length > 0) groups.push({ title: title(), all: all?.(q) ?? null, hits });
	}
	return groups;
}
