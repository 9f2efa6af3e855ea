import { describe, expect, it } from 'vitest';
import { canRetry, linkState, nextState, titleAfterErasing } from './rules.ts';

describe('states', () => {
	it.each([
		['recording', null, 'closed', 'stored'],
		['stored', null, 'closed', null],
		['ready', null, 'closed', null],
		['failed', 'recording', 'closed', 'stored'],
		['failed', 'preparing', 'closed', null],
		['stored', null, 'sealed', 'sealed'],
		['recording', null, 'sealed', null],
		['sealed', null, 'preparing', 'preparing'],
		['preparing', null, 'preparing', 'preparing'],
		['stored', null, 'preparing', null],
		['preparing', null, 'prepared', 'ready'],
		['sealed', null, 'prepared', null],
		['preparing', null, 'failed', 'failed'],
		['ready', null, 'failed', null],
		['failed', 'stored', 'retry', 'stored'],
		['failed', 'preparing', 'retry', 'sealed'],
		['failed', 'recording', 'retry', null],
		['ready', null, 'retry', null],
		['ready', null, 'erase', 'erasing'],
		['failed', 'preparing', 'erase', 'erasing'],
		['failed', 'stored', 'erase', null],
		['preparing', null, 'erase', null],
		['erasing', null, 'failed', null],
		['erasing', null, 'erased', 'erased'],
		['erased', null, 'failed', null],
		['erased', null, 'retry', null]
	] as const)('%s (failed in %s) after %s is %s', (state, failedIn, event, expected) => {
		expect(nextState({ state, failedIn, event })).toBe(expected);
	});

	it('offers to try again only where something can be tried', () => {
		expect([canRetry({ state: 'failed', failedIn: 'preparing' }), canRetry({ state: 'failed', failedIn: 'recording' }), canRetry({ state: 'ready', failedIn: null })]).toEqual([true, false, false]);
	});
});

it.each([
	[60_000, null, 'open'],
	[0, null, 'expired'],
	[60_000, -1, 'revoked'],
	[-60_000, -1, 'revoked']
] as const)('a link that expires in %i ms, revoked %s, is %s', (expires, revoked, expected) => {
	const now = new Date('2026-11-22T12:00:00Z');
	expect(linkState({ now, expiresAt: new Date(now.getTime() + expires), revokedAt: revoked === null ? null : new Date(now.getTime() + revoked) })).toBe(expected);
});

it.each([
	['session', 'Zasedání zastupitelstva'],
	['call', 'Zasedání zastupitelstva'],
	['case', '']
] as const)('of an erased %s stays the title "%s"', (kind, left) => expect(titleAfterErasing({ kind, title: 'Zasedání zastupitelstva' })).toBe(left));
