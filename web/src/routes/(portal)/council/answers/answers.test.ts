import { describe, expect, it } from 'vitest';
import { outlook, type Outlook } from './answers.rules.ts';

type Answer = 'hall' | 'remote' | 'excused' | null;
describe('whether the body will be able to decide', () => {
	it.each<[string, Answer[], number, Outlook['quorum']]>([
		['nobody has answered', [null, null, null], 2, 'open'],
		['enough have promised, in the hall and from elsewhere', ['hall', 'remote', null], 2, 'yes'],
		['one is missing, and one is silent', ['hall', 'excused', null], 2, 'open'],
		['even with the silent one there are too few', ['excused', 'excused', null], 2, 'no'],
		['33 of 65', [...Array<Answer>(33).fill('hall'), ...Array<Answer>(32).fill('excused')], 33, 'yes'],
		['32 of 65', [...Array<Answer>(32).fill('hall'), ...Array<Answer>(33).fill('excused')], 33, 'no'],
		['vacant seats count to what is needed, not to who may come', ['hall', null], 3, 'no'],
		['a body without members', [], 1, 'no']
	])('%s', (_, answers, needed, quorum) => {
		expect(outlook({ answers, needed }).quorum).toBe(quorum);
	});
});
