import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kinds, pageAfter, parseFilter } from './schema.ts';

const parse = (search: string) => parseFilter(new URLSearchParams(search));

it.each([
	['', { kind: 'others' }],
	['kind=looks&from=2026-11-01&to=2026-11-30', { kind: 'looks', from: '2026-11-01', to: '2026-11-30' }],
	['kind=all&from=2026-02-31&to=&after=1', { kind: 'others' }],
	['after=2026-11-03T25:00:00.000000Z_7', { kind: 'others' }]
])('"%s" asks for %o', (search, filter) => {
	expect(parse(search)).toEqual(filter);
});
it('takes whatever stands in an address', () => {
	fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (kind, from, after) => kinds.includes(parse(new URLSearchParams({ kind, from, after }).toString()).kind)));
});
it('leads on with the same filter', () => {
	const filter = { kind: 'mine', from: '2026-11-01', to: undefined, after: undefined } as const;
	const after = '2026-11-03T08:14:00.123456Z_17';
	expect(parse(pageAfter(filter, after).slice(1))).toEqual({ kind: 'mine', from: '2026-11-01', after });
});
