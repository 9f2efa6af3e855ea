import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { minutesDocx } from './docx.server.ts';
import { draftMinutes } from './draft.ts';
import { insideDocument } from './marks.rules.ts';
import { minutesPdf } from './pdf.server.ts';
import { facts } from './session-facts.fixture.ts';

const printing = { document: insideDocument(draftMinutes(facts)), title: 'Zápis: 3. zasedání', author: 'Zastupitelstvo kraje', at: new Date('2026-11-21T08:00:00Z'), foot: 'verze 1', signatures: ['Předsedající: Čeněk Předseda'] };

describe('minutes as PDF', () => {
	it('declare PDF/A-2a, are tagged, in Czech, with every font embedded', async () => {
		const text = (await minutesPdf(printing)).toString('latin1');
		expect(text.slice(0, 8)).toBe('%PDF-1.7');
		expect(text).toContain('<pdfaid:part>2</pdfaid:part>');
		expect(text).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
		expect(text).toMatch(/\/Marked true/);
		expect(text).toContain('/Lang (cs-CZ)');
		expect(text).toContain('/S /GTS_PDFA1');
		expect(text.match(/\/Type \/FontDescriptor/g)?.length).toBe(text.match(/\/FontFile2 /g)?.length);
		expect(text).not.toMatch(/\/BaseFont \/Helvetica/);
	});

	it('are the same bytes for the same version', async () => {
		expect((await minutesPdf(printing)).equals(await minutesPdf(printing))).toBe(true);
	});

	it('go over several pages', async () => {
		const long = { ...printing, document: { ...printing.document, blocks: Array.from({ length: 60 }, (_, index) => printing.document.blocks.map((block) => ({ ...block, id: `${block.id}-${index}` }))).flat() } };
		const pdf = await minutesPdf(long);
		expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(20);
	});
});

describe('minutes as DOCX', () => {
	it('hold the same words, headings and who signed', async () => {
		const document = strFromU8(unzipSync(new Uint8Array(await minutesDocx(printing)))['word/document.xml'] ?? new Uint8Array());
		for (const words of ['Zápis: 3. zasedání', 'Usnesení č. 3/1', 'Eva Čermáková (příspěvek)', 'Předsedající: Čeněk Předseda', 'w:val="Heading1"']) expect(document).toContain(words);
	});
});
