import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { belowTheLaw, defaultProcedure, procedureSchema, type Procedure } from './procedure.ts';

const kinds = ['regional-assembly', 'regional-council', 'municipal-assembly', 'municipal-council', 'committee', 'commission'] as const;

it.each(kinds)('what %s begins with is whole and not below the law', (kind) => {
	const settings = defaultProcedure(kind);
	expect(v.parse(procedureSchema, settings)).toEqual(settings);
	expect(belowTheLaw({ kind, settings })).toEqual([]);
});

describe('the floor', () => {
	const regional = defaultProcedure('regional-assembly');
	const municipal = defaultProcedure('municipal-assembly');
	const half = { basis: 'all' as const, numerator: 1, denominator: 2, over: false };
	it.each<[string, (typeof kinds)[number], Procedure, string[]]>([
		['nine days (§ 42)', 'regional-assembly', { ...regional, publicationDays: 9 }, ['publicationDays']],
		['six days (§ 93)', 'municipal-assembly', { ...municipal, publicationDays: 6 }, ['publicationDays']],
		['one day in a crisis', 'regional-assembly', { ...regional, crisisPublicationDays: 1 }, ['crisisPublicationDays']],
		['half of all is no majority', 'municipal-assembly', { ...municipal, quorum: half }, ['quorum']],
		['a majority of those present (§ 40)', 'regional-assembly', { ...regional, thresholds: { ...regional.thresholds, resolution: { basis: 'present', numerator: 1, denominator: 2, over: true } } }, ['resolution']],
		['minutes after eleven days (§ 43)', 'regional-assembly', { ...regional, minutesDays: 11 }, ['minutesDays']],
		['stricter than the law', 'regional-assembly', { ...regional, publicationDays: 14, minutesDays: 7, quorum: { basis: 'all', numerator: 3, denominator: 5, over: false } }, []],
		['a committee sets its own', 'committee', { ...regional, publicationDays: 0, quorum: half }, []]
	])('%s', (_, kind, settings, fields) => {
		expect(belowTheLaw({ kind, settings }).map(({ field }) => field)).toEqual(fields);
	});
});
