import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ChangedMeanwhile, refuseUnseen, seenSchema, unseenFields } from './changed-meanwhile.ts';

const caught = (seen: Record<string, string> | undefined, now: Record<string, string>) => {
	try {
		refuseUnseen({ seen, now });
		return undefined;
	} catch (error) {
		return error;
	}
};

describe('what a form was made from', () => {
	it.each([
		['the same', { name: 'A', ico: '' }, undefined],
		['of a program that was shown nothing', undefined, undefined],
		['another name', { name: 'Z', ico: '' }, ['name']],
		['lost on the way', {}, ['name', 'ico']]
	])('%s', (_, seen, changed) => {
		const error = caught(seen, { name: 'A', ico: '' });
		expect(error instanceof ChangedMeanwhile ? error.changed : error).toEqual(changed);
	});
	it('says at each field what it is now, and lets it be saved knowingly', () => {
		const now = { name: 'Nový název', ico: '' };
		const told = unseenFields(caught({ name: 'Starý', ico: '1' }, now));
		expect(told?.errors).toEqual({ name: 'Někdo to mezitím změnil na: Nový název', ico: 'Někdo to mezitím změnil na: (prázdné)' });
		expect(caught(v.parse(seenSchema, told?.seen), now)).toBeUndefined();
		expect(unseenFields(new Error('another'))).toBeUndefined();
	});
	it('travels in the form beside its fields; a form without it has seen nothing', () => {
		const form = v.object({ name: v.string(), seen: seenSchema });
		expect(v.parse(form, { name: 'B', seen: '{"name":"A"}' })).toEqual({ name: 'B', seen: { name: 'A' } });
		expect(v.parse(form, { name: 'B' })).toEqual({ name: 'B', seen: {} });
	});
	it('comes back whole through the form, and anything else is as if nothing had been seen', () => {
		const values = fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,8}$/), fc.string(), { maxKeys: 5, noNullPrototype: true });
		fc.assert(
			fc.property(values, (seen) => {
				expect(v.parse(seenSchema, JSON.stringify(seen))).toEqual(seen);
			})
		);
		fc.assert(
			fc.property(fc.anything(), (posted) => {
				expect(v.parse(seenSchema, posted)).toBeTypeOf('object');
			})
		);
	});
});
