/**
 * What everybody may read of minutes. Names of members and of the office stay; citizens and guests are left out (Regulation (EU) 2016/679, Act 110/2019 Coll.):
 * they stand between `[[` and `]]`. The closed part is left out whole.
 */
import type { Block, MinutesDocument } from './document.ts';

/** Stands where something was left out. */
export const LEFT_OUT = '(anonymizováno)';
/** The shortest that fits: a mark does not reach over another one, nor over a line. */
const MARK = /\[\[((?:(?!\[\[|\]\]).)*)\]\]/g;

/** The text as those inside read it: without the marks. */
export const inside = (text: string): string => text.replace(MARK, '$1');

/** The text as everybody may read it. */
export const outside = (text: string): string => text.replace(MARK, LEFT_OUT);

/** What the marks of a text enclose. */
export const marked = (text: string): string[] => [...text.matchAll(MARK)].map(([, hidden = '']) => hidden);

/** Encloses a name wherever it stands unmarked in the text. */
export function mark(text: string, name: string): string {
	if (name.trim() === '') return text;
	// Split by what is enclosed: every second piece is, and stays as it is.
	const pieces = text.split(/(\[\[(?:(?!\[\[|\]\]).)*\]\])/);
	return pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll(name, `[[${name}]]`))).join('');
}

/** The document as everybody may read it. Blocks keep their ids, so that links to them hold. */
export function publicDocument(document: MinutesDocument): MinutesDocument {
	return { ...document, blocks: document.blocks.filter((block) => !block.closed).map((block) => ({ ...block, text: outside(block.text) })) };
}

/** For the page, for export, for a file to be signed: the whole text without marks. */
export const insideDocument = (document: MinutesDocument): MinutesDocument => ({ ...document, blocks: document.blocks.map((block) => ({ ...block, text: inside(block.text) })) });

/** What to look at before it is published: names that would still be there, and marks that were never closed. */
export function toReview({ document, names }: { document: MinutesDocument; names: readonly string[] }): { block: Block; name: string | null }[] {
	return document.blocks
		.filter((block) => !block.closed)
		.flatMap((block) => {
			const shown = outside(block.text);
			const found: { block: Block; name: string | null }[] = names.filter((name) => name.trim() !== '' && shown.includes(name)).map((name) => ({ block, name }));
			return shown.includes('[[') || shown.includes(']]') ? [...found, { block, name: null }] : found;
		});
}
