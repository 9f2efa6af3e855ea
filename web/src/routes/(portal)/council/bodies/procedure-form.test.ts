import { describe, expect, it } from 'vitest';
import { defaultProcedure } from '../procedure.ts';
import { differences } from './procedure-facts.ts';
import { fromFields, toFields } from './procedure-form.ts';

const before = defaultProcedure('regional-assembly');
const form = (change: Record<string, string> = {}) => {
	const data = new FormData();
	for (const [name, value] of Object.entries({ ...toFields(before), ...change })) if (value !== 'off') data.set(name, value);
	return data;
};
const read = (change: Record<string, string>) => fromFields({ kind: 'regional-assembly', before, form: form(change) });

it('what is shown and sent back unchanged is the same rules', () => {
	expect(read({})).toEqual({ ok: true, settings: before });
});

it('takes numbers, switches, and nothing as no limit', () => {
	const answer = read({ publicationDays: '14', remote: 'off', itemMinutes: '', 'speaking.factual.turns': '2', 'thresholds.special.numerator': '2', 'thresholds.special.denominator': '3' });
	expect(answer).toMatchObject({ ok: true, settings: { publicationDays: 14, remote: false, itemMinutes: null, speaking: { factual: { turns: 2 } }, thresholds: { special: { numerator: 2, denominator: 3 } } } });
	expect(answer.ok && differences(before, answer.settings)).toHaveLength(4);
});

it('leaves what the form does not have as it was', () => {
	const answer = fromFields({ kind: 'committee', before, form: new FormData() });
	expect(answer.ok && answer.settings.publicationDays).toBe(10);
});

describe('says at the field what is wrong', () => {
	it.each<[string, Record<string, string>, string]>([
		['no number', { publicationDays: 'deset' }, 'publicationDays'],
		['nothing where a number belongs', { minutesDays: ' ' }, 'minutesDays'],
		['half a day', { publicationDays: '10.5' }, 'publicationDays'],
		['too many', { verifiers: '11' }, 'verifiers'],
		['none of something inside', { 'speaking.guest.seconds': '0' }, 'speaking.guest.seconds'],
		['another basis than there is', { 'quorum.basis': 'nikdo' }, 'quorum.basis'],
		['a number of resolutions without a place for it', { resolutionNumber: 'usnesení' }, 'resolutionNumber'],
		['fewer days than § 42 wants', { publicationDays: '9' }, 'publicationDays'],
		['half of all is no majority (§ 40)', { 'quorum.over': 'off' }, 'quorum.numerator'],
		['minutes later than § 43 wants', { minutesDays: '11' }, 'minutesDays']
	])('%s', (_, change, field) => {
		const answer = read(change);
		expect(answer.ok ? {} : answer.errors).toHaveProperty([field]);
	});
});
