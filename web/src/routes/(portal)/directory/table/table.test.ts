/** From bytes to a table: every encoding and separator that offices send, and what is none. */
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeCsv, writeXlsx } from '../write-table.ts';
import { organisationColumns, personColumns, readHeader } from './columns.ts';
import { readTable } from './read-table.ts';
import { TableError } from './table.ts';

const fault = async (bytes: Uint8Array) => readTable(bytes).then(() => 'read', (error: unknown) => (error instanceof TableError ? [error.fault, error.line] : error));
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
/** `Žluťoučký kůň` in Windows-1250. */
const WINDOWS = [0x8e, 0x6c, 0x75, 0x9d, 0x6f, 0x75, 0xe8, 0x6b, 0xfd, 0x20, 0x6b, 0xf9, 0xf2];

describe('a text', () => {
	it.each([
		['UTF-8', Buffer.from('id;název\n1;Žluťoučký kůň'), { encoding: 'utf-8', separator: ';' }],
		['UTF-8 with its mark', Buffer.from('\uFEFFid,název\r\n1,Žluťoučký kůň\r\n'), { encoding: 'utf-8', separator: ',' }],
		['UTF-16 from "Unicode text"', utf16('id\tnázev\r\n1\tŽluťoučký kůň'), { encoding: 'utf-16le', separator: '\t' }],
		['Windows-1250', Buffer.concat([Buffer.from('id;n\u00e1zev\n1;', 'latin1'), Buffer.from(WINDOWS)]), { encoding: 'windows-1250', separator: ';' }]
	])('in %s is read with its accents', async (_, bytes, as) => {
		expect(await readTable(bytes)).toEqual({ as, header: ['id', 'název'], rows: [{ line: 2, cells: ['1', 'Žluťoučký kůň'] }] });
	});

	it('keeps the line at which a row begins, over empty lines and cells of several lines', async () => {
		const table = await readTable(Buffer.from('id;adresa\n\n1;"Hlavní 1\nOpava"\n2;"U ""Zvonu"""\n'));
		expect(table.rows).toEqual([{ line: 3, cells: ['1', 'Hlavní 1\nOpava'] }, { line: 5, cells: ['2', 'U "Zvonu"'] }]);
	});

	it.each([
		['nothing', Buffer.alloc(0), ['empty', undefined]],
		['blank lines', Buffer.from('\n \n'), ['empty', undefined]],
		['a quote that is never closed', Buffer.from('id;název\n1;"Opava\n'), ['bad-csv', 2]],
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), ['not-text', undefined]],
		['a workbook of before 2007', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), ['old-workbook', undefined]],
		['half a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), ['bad-workbook', undefined]],
		['an archive that is no workbook', zipSync({ 'a.txt': strToU8('a') }), ['bad-workbook', undefined]],
		['a cell of a novel', Buffer.from(`id;název\n1;${'a'.repeat(2_001)}`), ['cell-too-long', 2]],
		['too many columns', Buffer.from('a;'.repeat(101)), ['too-wide', 1]],
		['too many rows', Buffer.from('id\n' + '1\n'.repeat(60_001)), ['too-many-rows', undefined]],
		['more than 20 MB', Buffer.alloc(20 * 1024 * 1024 + 1, 'a'), ['too-large', undefined]]
	])('%s is refused, and says where', async (_, bytes, expected) => {
		expect(await fault(bytes)).toEqual(expected);
	});

	it('whatever the bytes, the answer is a table or a reason', async () => {
		await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
			expect(await fault(bytes)).toSatisfy((answer: unknown) => answer === 'read' || Array.isArray(answer));
		}));
	});
});

describe('a workbook', () => {
	it('is read by what it holds, numbers and days included', async () => {
		const sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>IČO</t></is></c><c r="C1" t="inlineStr"><is><t>od</t></is></c><c r="D1" t="inlineStr"><is><t>součet</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>N1</t></is></c><c r="B3"><v>843989</v></c><c r="C3" s="1"><v>46055</v></c><c r="D3"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>';
		const table = await readTable(workbook(sheet));
		expect(table).toEqual({ as: 'workbook', header: ['id', 'IČO', 'od', 'součet'], rows: [{ line: 3, cells: ['N1', '843989', '2026-02-02', '2'] }] });
	});
	it('that would unpack to more than fits is refused before it is unpacked', async () => {
		const bomb = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'xl/worksheets/sheet1.xml': new Uint8Array(300 * 1024 * 1024) }, { level: 1 });
		expect(bomb.length).toBeLessThan(20 * 1024 * 1024);
		expect(await fault(bomb)).toEqual(['unpacks-too-large', undefined]);
	});
	it('that lies about its size does not get more memory than it asked for', async () => {
		const packed = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'xl/worksheets/sheet1.xml': new Uint8Array(10_000_000) });
		// The sizes in the directory at the end of the archive: what an attacker would write there.
		const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
		for (let at = packed.length - 46; at > 0; at--) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
		expect(await fault(packed)).toEqual(['bad-workbook', undefined]);
	});
});

/** The least that makes a workbook; style 1 is a day. */
function workbook(sheet: string): Uint8Array {
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	const packages = 'http://schemas.openxmlformats.org/package/2006';
	return zipSync({
		'[Content_Types].xml': strToU8(`<Types xmlns="${packages}/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
		'xl/workbook.xml': strToU8(`<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="List1" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		'xl/_rels/workbook.xml.rels': strToU8(`<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`),
		'xl/styles.xml': strToU8(`<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`),
		'xl/worksheets/sheet1.xml': strToU8(sheet)
	});
}

describe('a header', () => {
	it('is understood in Czech and in English, however it is written', () => {
		expect(readHeader(organisationColumns, ['ID', 'Nadřazená organizace', 'DRUH', 'Nazev', 'ICO', 'Poznámka', ''])).toEqual({ at: { id: 0, parent: 1, kind: 2, name: 3, ico: 4 }, missing: [], twice: [], unknown: ['Poznámka'] });
		expect(readHeader(personColumns, ['External ID', 'E-mail', 'First name', 'Last name', 'Organization', 'Valid to'])).toEqual({ at: { id: 0, email: 1, given: 2, family: 3, organisation: 4, until: 5 }, missing: [], twice: [], unknown: [] });
	});
	it('says what is missing, and what stands twice', () => {
		expect(readHeader(organisationColumns, ['id', 'název', 'Name'])).toMatchObject({ missing: ['nadřazená', 'druh'], twice: ['Name'] });
	});
});

describe('what was written is read again', () => {
	const cell = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\p{Cc}\p{Cn}\p{Cs}\p{Co}\uFEFF\uFFFD]/gu, '').trim().normalize('NFC')).filter((text) => !/^[-–—]$/.test(text));
	const rows = fc.array(fc.tuple(fc.constant('x'), cell, cell).map((cells) => [...cells]), { minLength: 1, maxLength: 5 });
	it.each([['CSV', writeCsv], ['a workbook', (table: string[][]) => writeXlsx(table, 'List')]] as const)('as %s', async (_, write) => {
		await fc.assert(fc.asyncProperty(rows, async (body) => {
			const read = await readTable(await write([['a', 'b', 'c'], ...body]));
			const width = (cells: string[]) => ['', '', ''].map((none, index) => unguarded(cells[index] ?? none));
			expect(read.rows.map(({ cells }) => width(cells))).toEqual(body);
		}), { numRuns: 60 });
	});
	it('and no cell begins as a formula', () => {
		expect(Buffer.from(writeCsv([['=1+1', '+420', '-2', '@SUM(A1)', 'běžný', "'=už"]])).toString()).toBe("\uFEFF'=1+1;'+420;'-2;'@SUM(A1);běžný;''=už\r\n");
	});
});

const unguarded = (text: string) => text.replace(/^'(?='*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/, '');
