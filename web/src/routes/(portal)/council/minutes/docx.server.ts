/** Minutes as a Word document (ISO/IEC 29500), for those who go on writing in it. */
import { Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import { entries, type Block } from './document.ts';
import type { Printing } from './pdf.server.ts';

const levels = { title: HeadingLevel.TITLE, heading: HeadingLevel.HEADING_1, subheading: HeadingLevel.HEADING_2 } as const;

export function minutesDocx({ document, title, author, foot, signatures = [] }: Printing): Promise<Buffer> {
	const tail = signatures.length === 0 ? [] : [new Paragraph({ text: 'Podpisy', heading: HeadingLevel.HEADING_1 }), ...signatures.map((text) => new Paragraph({ text, bullet: { level: 0 } }))];
	return Packer.toBuffer(
		new Document({
			title,
			creator: author,
			lastModifiedBy: author,
			styles: { default: { document: { run: { language: { value: 'cs-CZ' } } } } },
			sections: [
				{
					footers: { default: new Footer({ children: [new Paragraph({ children: [new TextRun({ children: [`${foot}   `, PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES], size: 16 })] })] }) },
					children: [...document.blocks.flatMap(paragraphs), ...tail]
				}
			]
		})
	);
}

function paragraphs(block: Block): Paragraph[] {
	if (block.kind === 'list') return entries(block).map((text) => new Paragraph({ text, bullet: { level: 0 } }));
	const children = block.text.split('\n').map((text, line) => new TextRun(line === 0 ? { text } : { text, break: 1 }));
	return [new Paragraph({ children, ...(block.kind !== 'paragraph' && { heading: levels[block.kind] }) })];
}
