/** Minutes as PDF/A-2a (ISO 19005-2): tagged, in Czech, fonts embedded, text that can be searched and read aloud. The same input gives the same bytes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { entries, type Block, type MinutesDocument } from './document.ts';

/** DejaVu comes with ffmpeg in every distribution, and has the letters of Czech. */
const FONTS = '/usr/share/fonts/truetype/dejavu';
const REGULAR = join(FONTS, 'DejaVuSans.ttf');
const BOLD = join(FONTS, 'DejaVuSans-Bold.ttf');
const POINTS = { title: 18, heading: 14, subheading: 12, paragraph: 10, list: 10 } as const;
const TAGS = { title: 'H1', heading: 'H2', subheading: 'H3', paragraph: 'P' } as const;
const MARGIN = 56;
const FOOTER = 8;

export interface Printing {
	document: MinutesDocument;
	title: string;
	author: string;
	/** When the version was made: no other time goes into the file. */
	at: Date;
	/** Small, at the foot of every page: which version it is, and its hash. */
	foot: string;
	/** After the minutes: who has signed, one a line. */
	signatures?: readonly string[];
}

/** @throws {Error} when the fonts are not installed */
export async function minutesPdf({ document, title, author, at, foot, signatures = [] }: Printing): Promise<Buffer> {
	if (!existsSync(REGULAR)) throw new Error(`${REGULAR} is missing: install fonts-dejavu-core`);
	const pdf = new PDFDocument({
		size: 'A4',
		margins: { top: MARGIN, bottom: MARGIN + 16, left: MARGIN, right: MARGIN },
		pdfVersion: '1.7',
		subset: 'PDF/A-2a',
		tagged: true,
		lang: 'cs-CZ',
		displayTitle: true,
		// Else the built-in Helvetica would be begun with, which PDF/A forbids.
		font: REGULAR,
		info: { Title: title, Author: author, Creator: 'Sál', Producer: 'Sál', CreationDate: at, ModDate: at },
		bufferPages: true
	});
	const done = buffer(pdf);
	const root = pdf.struct('Document');
	pdf.addStructure(root);
	for (const block of [...document.blocks, ...signed(signatures)]) write(pdf, root, block);
	root.end();
	foots(pdf, foot);
	pdf.end();
	return done;
}

function signed(signatures: readonly string[]): Block[] {
	if (signatures.length === 0) return [];
	const block = (id: string, kind: Block['kind'], text: string): Block => ({ id, kind, text, topic: null, ref: null, at: null, closed: false });
	return [block('signatures', 'heading', 'Podpisy'), block('signed', 'list', signatures.join('\n'))];
}

function write(pdf: PDFKit.PDFDocument, root: PDFKit.PDFStructureElement, block: Block): void {
	const size = POINTS[block.kind];
	const heading = block.kind !== 'paragraph' && block.kind !== 'list';
	pdf.font(heading ? BOLD : REGULAR).fontSize(size);
	// A heading does not stay alone at the foot of a page.
	if (heading && pdf.y > pdf.page.height - pdf.page.margins.bottom - size * 4) pdf.addPage();
	if (block.kind === 'list') {
		const list = pdf.struct('L');
		root.add(list);
		for (const line of entries(block)) list.add(pdf.struct('LI', {}, [pdf.struct('LBody', {}, () => void pdf.text(`•  ${line}`, { indent: 0, paragraphGap: 2, lineGap: 1 }))]));
		list.end();
	} else {
		root.add(pdf.struct(TAGS[block.kind], {}, () => void pdf.text(block.text, { paragraphGap: heading ? 4 : 6, lineGap: 1 })));
	}
	if (heading) return;
	pdf.moveDown(0.3);
}

/** Page numbers are no part of the text: marked so, they are not read aloud. */
function foots(pdf: PDFKit.PDFDocument, foot: string): void {
	const { start, count } = pdf.bufferedPageRange();
	for (let page = start; page < start + count; page++) {
		pdf.switchToPage(page);
		// Below the margin, where text would otherwise begin a new page.
		pdf.page.margins.bottom = 0;
		pdf.markContent('Artifact', { type: 'Pagination' });
		pdf.font(REGULAR).fontSize(FOOTER).text(`${foot}   ${page + 1}/${count}`, MARGIN, pdf.page.height - MARGIN + 8, { lineBreak: false });
		pdf.endMarkedContent();
	}
}
