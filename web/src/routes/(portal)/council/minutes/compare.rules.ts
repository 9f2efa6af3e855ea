/** What has changed between two versions of minutes: block by block, and within a block word by word. */
import { diffArrays, diffWordsWithSpace } from 'diff';
import type { Block, MinutesDocument } from './document.ts';

export interface Part {
	text: string;
	how: 'same' | 'added' | 'removed';
}
export interface Change {
	block: Block;
	how: 'same' | 'added' | 'removed' | 'changed' | 'moved';
	parts: Part[];
}

/** In the order of the newer version; what was removed stands where it was. */
export function compare({ before, after }: { before: MinutesDocument; after: MinutesDocument }): Change[] {
	const old = new Map(before.blocks.map((block) => [block.id, block]));
	const kept = new Set(after.blocks.map(({ id }) => id));
	return diffArrays(before.blocks, after.blocks, { comparator: (a, b) => a.id === b.id }).flatMap(({ value, added, removed }) =>
		value.flatMap((block): Change[] => {
			if (removed) return kept.has(block.id) ? [] : [{ block, how: 'removed', parts: [{ text: block.text, how: 'removed' }] }];
			// Of what is in both, `value` holds one of the two: the words are compared by id.
			const current = added ? block : (after.blocks.find(({ id }) => id === block.id) ?? block);
			const earlier = old.get(block.id);
			if (!earlier) return [{ block: current, how: 'added', parts: [{ text: current.text, how: 'added' }] }];
			const same = earlier.text === current.text && earlier.kind === current.kind && earlier.closed === current.closed;
			return [{ block: current, how: same ? (added ? 'moved' : 'same') : 'changed', parts: words(earlier.text, current.text) }];
		})
	);
}

function words(before: string, after: string): Part[] {
	if (before === after) return [{ text: after, how: 'same' }];
	return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({ text: value, how: added ? 'added' : removed ? 'removed' : 'same' }));
}
