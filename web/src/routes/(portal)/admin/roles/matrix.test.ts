import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { drawMatrix, matrixTable } from './matrix.ts';

const read = (text: string): string[][] => parse(text, { bom: true, delimiter: ';' });

it('says of every action what each role may, and who else', () => {
	const [head = [], ...rows] = read(matrixTable(drawMatrix()));
	const cell = (action: string, role: string) => rows.find(([, id]) => id === action)?.[head.findIndex((title) => title.includes(`(${role})`))];
	expect(cell('meetings.see', 'recordings.clerk')).toBe('svá a níže, ne když je to konzilium');
	expect(cell('meetings.edit', 'recordings.clerk')).toBe('');
	expect(cell('meetings.edit', 'council.office')).toBe('jen svá, ne když je to konzilium');
	expect(cell('recordings.play', 'region.auditor')).toBe('svá a níže, ne když je to konzilium');
	expect(cell('recordings.play', 'portal.admin')).toBe('');
	expect(cell('admin.change-settings', 'portal.admin')).toBe('celý kraj');
	expect(rows.find(([, id]) => id === 'meetings.host')?.at(-2)).toBe('hostitel schůzky; kdo schůzku založil');
	expect(rows.find(([, id]) => id === 'recordings.link')?.at(-1)).toBe('záznam je smazán nebo se maže; je to konzilium');
});

it('opens in a spreadsheet as text, whatever stands in it', () => {
	const row = { id: '=1+1', title: '@SUM(A1)', cells: ['+420', '-1'], others: ['středisko; "A"'], never: [] };
	const text = matrixTable({ roles: [{ id: 'a.b', title: 'A', about: '' }, { id: 'c.d', title: 'C', about: '' }], modules: [{ id: 'x', title: 'Část', rows: [row] }] });
	expect(text.startsWith('\uFEFF')).toBe(true);
	expect(read(text)[1]).toEqual(['Část', "'=1+1", "'@SUM(A1)", "'+420", "'-1", 'středisko; "A"', '']);
});
