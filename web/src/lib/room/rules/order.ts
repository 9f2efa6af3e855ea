/**
 * Who stands on which page. People keep their place (in order of arrival) as long as they can: tiles that jump are hard to watch.
 * Only someone who speaks while out of sight is brought to the first page, in the place of whoever there has been silent longest.
 */
export type Arranged = { order: string[]; pages: string[][] };

/**
 * @param previous order of ids as last arranged
 * @param present ids in order of arrival
 * @param spokeAt when each id last spoke, ms; missing: never
 * @param fixed ids that must stay where they are on the first page (yourself)
 */
export function arrange({ previous, present, spokeAt, speaking, size, fixed = [] }: { previous: string[]; present: string[]; spokeAt: ReadonlyMap<string, number>; speaking: string[]; size: number; fixed?: string[] }): Arranged {
	const here = new Set(present);
	const kept = previous.filter((id) => here.has(id));
	const known = new Set(kept);
	const order = [...kept, ...present.filter((id) => !known.has(id))];
	for (const id of speaking) {
		const place = order.indexOf(id);
		if (place < size) continue;
		const silent = quietest({ candidates: order.slice(0, size).filter((other) => !fixed.includes(other) && !speaking.includes(other)), spokeAt });
		if (silent === null) continue;
		order[place] = silent;
		order[order.indexOf(silent)] = id;
	}
	return { order, pages: chunk(order, size) };
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
