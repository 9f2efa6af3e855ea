import type { PersonActor, Tx } from '@sal/db';

/**
 * What a module lets people find: `export const search: SearchProvider[] = …` in `routes/(portal)/<module>/search.server.ts`. Found by itself.
 * Answers only with what this person may see, with and without diacritics, within 100 ms.
 */
export interface SearchProvider {
	/** A message function: over the group. */
	title: () => string;
	/** Place among the groups, small first. */
	order: number;
	/** `q` is not empty. At most `limit` of them, the best ones first. */
	find(options: { tx: Tx; actor: PersonActor; q: string; limit: number; now: Date }): Promise<SearchHit[]>;
	/** The module's own list for the same words, where there is one. */
	all?: (q: string) => string;
}

export interface SearchHit {
	title: string;
	/** What tells two of one name apart. */
	text: string;
	href: string;
}

export interface SearchGroup {
	title: string;
	all: string | null;
	hits: SearchHit[];
}
