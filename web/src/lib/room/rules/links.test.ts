import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkSegments } from './links.ts';

const hrefs = (message: string) => linkSegments(message).flatMap(({ href }) => href ?? []);

describe('linkSegments', () => {
	it.each([
		['viz https://kraj.cz/usneseni.', ['https://kraj.cz/usneseni']],
		['(https://kraj.cz/a)', ['https://kraj.cz/a']],
		['https://cs.wikipedia.org/wiki/Sál_(místnost), prosím', ['https://cs.wikipedia.org/wiki/S%C3%A1l_(m%C3%ADstnost)']],
		['www.kraj.cz a http://obec.cz', ['https://www.kraj.cz/', 'http://obec.cz/']],
		['javascript:alert(1)', []],
		['https://banka.cz@zlo.example/', []],
		['data:text/html,<b>', []],
		['bez odkazu', []],
		['https://', []]
	])('%s → %o', (message, expected) => {
		expect(hrefs(message)).toEqual(expected);
	});

	it('loses no letter of any message, and links only to the web', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.webUrl().map((url) => `viz ${url}, ${url}`)), (message) => {
				const segments = linkSegments(message);
				expect(segments.map(({ text }) => text).join('')).toBe(message);
				for (const { href } of segments) if (href !== null) expect(href).toMatch(/^https?:\/\//);
			})
		);
	});
});
