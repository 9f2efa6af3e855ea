import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cefOf, escapeHead, escapeValue, frameOf, type HandedEntry } from './cef.ts';

const entry: HandedEntry = { seq: 3, id: 7, at: new Date('2026-11-22T21:05:07.123Z'), action: 'role.granted', outcome: 'done', actorKind: 'person', person: 'p', name: 'Jana', represented: null, address: '10.0.0.9', objectKind: null, objectId: null, organisationId: null, requestId: 'r-1' };

it('is a line of CEF', () => {
	expect(cefOf(entry)).toBe('CEF:0|Sal|Portal|1|role.granted|role.granted|3|rt=1795381507123 externalId=7 cn1Label=place in the chain cn1=3 outcome=done suid=p suser=Jana src=10.0.0.9 requestContext=r-1 cs4Label=kind of actor cs4=person');
});

const unescape = (text: string): string => text.replaceAll(/\\(.)/gs, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? letter);

it('says every value so that it can be read back, and none of them ends or begins another', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			const escaped = escapeValue(text);
			expect(unescape(escaped)).toBe(text);
			expect(escaped).not.toMatch(/[\r\n]/);
			expect(escaped.replaceAll(/\\./gs, '')).not.toContain('=');
		})
	);
});

it('keeps the fields of the head apart', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(escapeHead(text).replaceAll(/\\./gs, '')).not.toMatch(/[|\r\n]/);
		})
	);
});

it('is framed by its length in bytes, whatever the names', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (name) => {
			const frame = frameOf({ ...entry, name }, 'portal');
			const space = frame.indexOf(' ');
			expect(Number(frame.toString('utf8', 0, space))).toBe(frame.length - space - 1);
			expect(frame.toString('utf8', space + 1)).toMatch(/^<109>1 2026-11-22T21:05:07\.123Z portal sal - 7 - /);
		})
	);
});
