import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { found, shown, treeKey, treeOn, withSuperiors, type Unit } from './tree.rules.ts';

const compare = new Intl.Collator('cs').compare;
const unit = (id: string, parentId: string | null, name: string, validFrom = '2020-01-01', validUntil: string | null = null): Unit => ({ id, parentId, name, kind: 'other', validFrom, validUntil });
const region = [
	unit('kraj', null, 'Kraj'),
	unit('opava', 'kraj', 'Nemocnice Opava'),
	unit('chirurgie', 'opava', 'Chirurgie'),
	unit('cns', 'opava', 'Centrum ČNS'),
	unit('stramberk', 'kraj', 'Obec Štramberk'),
	unit('skola', 'kraj', 'Škola', '2020-01-01', '2026-01-01')
];
const rows = treeOn({ units: region, day: '2026-11-22', compare });

describe('the tree on a day', () => {
	it('has each unit below its superior, in the order of the Czech alphabet', () => {
		expect(rows.map(({ id, level, position, among, units }) => [id, level, position, among, units])).toEqual([
			['kraj', 1, 1, 1, 2],
			['opava', 2, 1, 2, 2],
			['cns', 3, 1, 2, 0],
			['chirurgie', 3, 2, 2, 0],
			['stramberk', 2, 2, 2, 0]
		]);
	});
	it.each([
		['2025-12-31', true],
		['2026-01-01', false],
		['2019-12-31', false]
	])('on %s has the school that closed with the year 2025: %s', (day, there) => {
		expect(treeOn({ units: region, day, compare }).some(({ id }) => id === 'skola')).toBe(there);
	});
	it('keeps a unit whose superior has ended, at the top', () => {
		const left = treeOn({ units: [unit('skola', null, 'Škola', '2020-01-01', '2026-01-01'), unit('jidelna', 'skola', 'Jídelna')], day: '2026-06-01', compare });
		expect(left).toMatchObject([{ id: 'jidelna', parentId: null, level: 1 }]);
	});
	it('has every unit once, after its superior', () => {
		const forest = fc.array(fc.nat(), { maxLength: 60 }).map((picks) => picks.map((pick, index) => unit(String(index), index === 0 || pick % 5 === 0 ? null : String(pick % index), `Obec ${String(pick)}`)));
		fc.assert(
			fc.property(forest, (units) => {
				const ids = treeOn({ units, day: '2026-01-01', compare }).map(({ id }) => id);
				expect(ids.toSorted()).toEqual(units.map(({ id }) => id).toSorted());
				for (const { id, parentId } of units) if (parentId !== null) expect(ids.indexOf(parentId)).toBeLessThan(ids.indexOf(id));
			})
		);
	});
});

describe('searching', () => {
	it.each([
		['stramberk', ['stramberk']],
		['ŠTRAM obec', ['stramberk']],
		['nemocnice', ['opava']],
		['čns', ['cns']],
		['', []],
		['lékárna', []]
	])('%j finds %j', (q, ids) => expect([...found(rows, q)]).toEqual(ids));
	it('shows the way to what was found', () => expect([...withSuperiors(rows, new Set(['cns']))].toSorted()).toEqual(['cns', 'kraj', 'opava']));
});

describe('keys', () => {
	const open = new Set(['kraj', 'opava']);
	it.each([
		['kraj', 'ArrowDown', { focus: 'opava' }],
		['opava', 'ArrowUp', { focus: 'kraj' }],
		['kraj', 'ArrowUp', null],
		['stramberk', 'ArrowDown', null],
		['cns', 'Home', { focus: 'kraj' }],
		['cns', 'End', { focus: 'stramberk' }],
		['opava', 'ArrowRight', { focus: 'cns' }],
		['cns', 'ArrowRight', null],
		['opava', 'ArrowLeft', { close: 'opava' }],
		['cns', 'ArrowLeft', { focus: 'opava' }],
		['stramberk', 'ArrowLeft', { focus: 'kraj' }],
		['kraj', 'o', { focus: 'stramberk' }],
		['kraj', 'x', null],
		['kraj', 'Tab', null]
	])('%s, %s: %j', (at, key, move) => expect(treeKey({ rows, open, at, key })).toEqual(move));
	it('open a closed line', () => expect(treeKey({ rows, open: new Set(['kraj']), at: 'opava', key: 'ArrowRight' })).toEqual({ open: 'opava' }));
	it('skip what does not show', () => {
		expect(shown(rows, new Set(['opava'])).map(({ id }) => id)).toEqual(['kraj']);
		expect(treeKey({ rows, open: new Set(['kraj']), at: 'opava', key: 'ArrowDown' })).toEqual({ focus: 'stramberk' });
	});
});
