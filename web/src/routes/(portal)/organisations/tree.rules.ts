/** The tree of organisations as it stood on a day, and what of it is shown. Pure: the page and the server use the same. */

export interface Unit {
	id: string;
	parentId: string | null;
	name: string;
	kind: string;
	/** Days; `validUntil` is the first one on which it no longer holds. */
	validFrom: string;
	validUntil: string | null;
}

/** One line of the tree, with what a screen reader says of its place. */
export interface TreeRow {
	id: string;
	parentId: string | null;
	name: string;
	kind: string;
	/** Topmost: 1. */
	level: number;
	/** Place among its brothers and sisters, from 1, and how many they are. */
	position: number;
	among: number;
	/** Units directly below it. */
	units: number;
}

/** Does it hold on that day? */
export function holdsOn({ validFrom, validUntil }: Pick<Unit, 'validFrom' | 'validUntil'>, day: string): boolean {
	return validFrom <= day && (validUntil === null || day < validUntil);
}

/**
 * What held on `day`, each unit followed by what lay below it, brothers and sisters in the order of `compare`. A unit whose superior no
 * longer held is shown at the top rather than lost.
 */
export function treeOn({ units, day, compare }: { units: readonly Unit[]; day: string; compare: (a: string, b: string) => number }): TreeRow[] {
	const holding = units.filter((unit) => holdsOn(unit, day));
	const known = new Set(holding.map(({ id }) => id));
	const below = new Map<string | null, Unit[]>();
	for (const unit of holding) {
		const parent = unit.parentId !== null && known.has(unit.parentId) ? unit.parentId : null;
		const list = below.get(parent);
		if (list) list.push(unit);
		else below.set(parent, [unit]);
	}
	const rows: TreeRow[] = [];
	const walk = (parent: string | null, level: number): void => {
		const list = (below.get(parent) ?? []).sort((a, b) => compare(a.name, b.name));
		list.forEach(({ id, name, kind }, index) => {
			rows.push({ id, parentId: parent, name, kind, level, position: index + 1, among: list.length, units: below.get(id)?.length ?? 0 });
			walk(id, level + 1);
		});
	};
	walk(null, 1);
	return rows;
}

/** Lower case, without diacritics: what is compared when somebody searches. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Ids of the units whose name has every word of `q`, whatever the case and diacritics; an empty question finds nothing. */
export function found(rows: readonly TreeRow[], q: string): Set<string> {
	const words = folded(q).split(/\s+/).filter(Boolean);
	if (words.length === 0) return new Set();
	return new Set(rows.filter(({ name }) => words.every((word) => folded(name).includes(word))).map(({ id }) => id));
}

/** The units themselves and everything above them. */
export function withSuperiors(rows: readonly TreeRow[], ids: ReadonlySet<string>): Set<string> {
	const parents = new Map(rows.map(({ id, parentId }) => [id, parentId]));
	const all = new Set<string>();
	for (const id of ids) for (let at: string | null = id; at !== null && !all.has(at); at = parents.get(at) ?? null) all.add(at);
	return all;
}

/** Lines that show: everything below an open line, as far as each line above it is open too. */
export function shown(rows: readonly TreeRow[], open: ReadonlySet<string>): TreeRow[] {
	const visible = new Set<string>();
	return rows.filter(({ id, parentId }) => {
		const shows = parentId === null || (visible.has(parentId) && open.has(parentId));
		if (shows) visible.add(id);
		return shows;
	});
}

/** Where a key takes the focus, or what it opens, by the tree pattern of WAI-ARIA's practices. */
export type TreeMove = { focus: string } | { open: string } | { close: string };

export function treeKey({ rows, open, at, key }: { rows: readonly TreeRow[]; open: ReadonlySet<string>; at: string; key: string }): TreeMove | null {
	const visible = shown(rows, open);
	const index = visible.findIndex(({ id }) => id === at);
	const row = visible[index];
	if (!row) return null;
	const to = (target: TreeRow | undefined): TreeMove | null => (target ? { focus: target.id } : null);
	switch (key) {
		case 'ArrowDown':
			return to(visible[index + 1]);
		case 'ArrowUp':
			return to(visible[index - 1]);
		case 'Home':
			return to(visible[0]);
		case 'End':
			return to(visible.at(-1));
		case 'ArrowRight':
			if (row.units === 0) return null;
			return open.has(row.id) ? to(visible[index + 1]) : { open: row.id };
		case 'ArrowLeft':
			if (row.units > 0 && open.has(row.id)) return { close: row.id };
			return row.parentId === null ? null : { focus: row.parentId };
		default:
			return key.length === 1 && /\S/.test(key) ? to([...visible.slice(index + 1), ...visible.slice(0, index)].find(({ name }) => folded(name).startsWith(folded(key)))) : null;
	}
}
