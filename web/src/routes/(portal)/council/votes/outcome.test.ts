import { expect, test } from 'vitest';
import { outcomeOf, type Outcome } from './outcome.ts';

test.each<[outcome: Outcome, vote: Parameters<typeof outcomeOf>[0]]>([
	['open', { state: 'open', mode: 'open', result: null }],
	['annulled', { state: 'annulled', mode: 'open', result: { passed: true } }],
	['passed', { state: 'closed', mode: 'secret', result: { passed: true } }],
	['failed', { state: 'closed', mode: 'open', result: { passed: false } }],
	['elected', { state: 'closed', mode: 'election', result: { passed: false, candidates: [{ elected: true }, { elected: false }] } }],
	['elected', { state: 'closed', mode: 'election', result: { passed: true, elected: [{ elected: true }] } }],
	['nobody', { state: 'closed', mode: 'election', result: { passed: false, candidates: [{ elected: false }] } }],
	['none', { state: 'closed', mode: 'open', result: null }],
	['none', { state: 'closed', mode: 'open', result: { passed: null } }]
])('%s: %j', (outcome, vote) => expect(outcomeOf(vote)).toBe(outcome));
