import { describe, expect, it } from 'vitest';
import { nextPage } from './next-page.ts';

describe('the page after signing in', () => {
	it.each([
		['/meetings/1?tab=chat', '/meetings/1?tab=chat'],
		['/', '/'],
		[null, '/'],
		['', '/'],
		['meetings', '/'],
		['//evil.test/x', '/'],
		['/\\evil.test/x', '/'],
		['/\t/evil.test', '/'],
		['/.//evil.test', '/'],
		['/a/..//evil.test/x', '/'],
		['/%2e//evil.test', '/'],
		['/./\\evil.test', '/'],
		['/a//b', '/a//b'],
		['https://evil.test', '/'],
		['javascript:alert(1)', '/']
	])('%s leads to %s', (wanted, page) => {
		expect(nextPage(wanted)).toBe(page);
	});
});
