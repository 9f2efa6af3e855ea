/** Editing minutes: what comes from the browser changes words, kind and order of blocks, never what they are evidence of. */
import { DomainError } from '#lib/domain-error.ts';
import type { Block, MinutesDocument } from './document.ts';

interface Editing {
	document: MinutesDocument;
	edit: { order: readonly string[]; blocks: readonly Pick<Block, 'id' | 'kind' | 'text' | 'closed'>[] };
}

/**
 * The document after the edit. What a block tells of (item, vote, moment) stays with it; a new one tells of nothing. What happened in the closed part
 * is never opened by an edit. @throws {DomainError} `bad-input` when the order names a block that is not there, or one twice
 */
export function merge({ document, edit: { order, blocks } }: Editing): MinutesDocument {
	const before = new Map(document.blocks.map((block) => [block.id, block]));
	const changed = new Map(blocks.map((block) => [block.id, block]));
	if (new Set(order).size !== order.length) throw new DomainError('bad-input');
	return {
		...document,
		blocks: order.map((id) => {
			const old = before.get(id);
			const change = changed.get(id);
			if (!old && !change) throw new DomainError('bad-input');
			const block: Block = old ?? { id, kind: 'paragraph', text: '', topic: null, ref: null, at: null, closed: false };
			return change ? { ...block, kind: change.kind, text: change.text, closed: change.closed || (old?.closed ?? false) } : block;
		})
	};
}
