/**
 * Who stands on which page. People keep their place (in order of arrival) as long as they can: tiles that jump are hard to watch.
 * Only someone who speaks while out of sight is brought to the first page, in the place of whoever there has been silent longest.
 */
export type Arranged = { order: string[]; pages: string[][] };

/** Those of `present` that were there before, in the order they had, and behind them the new ones. */
export function keptOrder(previous: string[], present: string[]): string[] {
	const [before, now] = [new Set(previous), new Set(present)];
	return [...previous.filter((id) => now.has(id)), ...present.filter((id) => !before.has(id))];
}

type Arranging = {
	/** The order as last arranged. */
	previous: string[];
	/** Ids in order of arrival. */
	present: string[];
	/** Those of `present` that always lead the first page (shared screens, yourself), in this order. */
	first?: string[];
	/** Stands beside the pages, and has its place in them again afterwards. */
	large?: string | null;
	/** When each id last spoke, ms; missing: never. */
	spokeAt: ReadonlyMap<string, number>;
	speaking: string[];
	/** Tiles on a page. */
	size: number;
};

export function arrange({ previous, present, first = [], large = null, spokeAt, speaking, size }: Arranging): Arranged {
	const order = [...first, ...keptOrder(previous, present).filter((id) => !first.includes(id))];
	for (const id of speaking) {
		const inSight = order.filter((other) => other !== large).slice(0, size);
		const place = order.indexOf(id);
		if (place < 0 || id === large || inSight.includes(id)) continue;
		const silent = quietest({ candidates: inSight.filter((other) => !first.includes(other) && !speaking.includes(other)), spokeAt });
		if (silent === null) continue;
		order[order.indexOf(silent)] = id;
		order[place] = silent;
	}
	return { order, pages: chunk(order.filter((id) => id !== large), size) };
}

/** Keeps these at the head of every page; the pages leave room for them. */
export function withBeside(pages: string[][], beside: string[]): string[][] {
	if (beside.length === 0) return pages;
	return pages.length === 0 ? [beside] : pages.map((page) => [...beside, ...page]);
}

function quietest({ candidates, spokeAt }: { candidates: string[]; spokeAt: ReadonlyMap<string, number> }): string | null {
	let best: string | null = null;
	for (const id of candidates) if (best === null || (spokeAt.get(id) ?? 0) < (spokeAt.get(best) ?? 0)) best = id;
	return best;
}

function chunk(ids: string[], size: number): string[][] {
	const pages: string[][] = [];
	for (let start = 0; start < ids.length; start += size) pages.push(ids.slice(start, start + size));
	return pages;
}
