import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { guestFormSchema } from './schema.ts';

const schema = guestFormSchema({ wrong: () => 'wrong', long: () => 'long' });

describe('a guest\'s name', () => {
	it.each([['Anna'], ['Ing. Zdeněk Říha, Ph.D.'], ['李小龍'], ['  Eva N.  ']])('%s is taken', (name) => expect(v.parse(schema, { name })).toEqual({ name: name.trim() }));
	it.each([[''], [' a '], ['x'.repeat(81)], ['Jan\u202Enaj'], ['Jan\nNovák'], ['\u200b\u200b\u200b'], [7]])('%j is refused', (name) => expect(v.is(schema, { name })).toBe(false));
});
