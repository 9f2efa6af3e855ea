import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainStart, encodeFields, linkHash, personalHash, type EntryText, type PersonalText } from './encoding.ts';

const field = fc.option(fc.string({ unit: 'binary' }), { nil: null });

/** Reads back what was encoded. */
function decode(text: string): (string | null)[] {
	const bytes = Buffer.from(text);
	const fields: (string | null)[] = [];
	for (let at = 0; at < bytes.length; ) {
		if (bytes.toString('utf8', at, at + 2) === '-,') {
			fields.push(null);
			at += 2;
			continue;
		}
		const colon = bytes.indexOf(':', at);
		const end = colon + 1 + Number(bytes.toString('utf8', at, colon));
		fields.push(bytes.toString('utf8', colon + 1, end));
		at = end + 1;
	}
	return fields;
}

it('loses nothing: every list of fields is read back as it was', () => {
	fc.assert(
		fc.property(fc.array(field), (fields) => {
			expect(decode(encodeFields(fields))).toEqual(fields);
		})
	);
});

it('counts bytes, not letters, and tells nothing from an empty text', () => {
	expect(encodeFields(['á', null, '', '-,'])).toBe('2:á,-,0:,2:-,,');
});

const personal: PersonalText = { person: null, represented: null, affiliation: null, substitution: null, name: 'Jan', represented_name: null, address: null, user_agent: null, personal_detail: null, subjects: null };
const entry: EntryText = { id: '1', at: '2026-11-22T21:05:07.123456Z', action: 'a.b', outcome: 'done', actor_kind: 'person', object_kind: null, object_id: null, organisation_id: null, request_id: null, detail: null, personal_hash: 'ff' };

it('gives another personal hash for any other field, and for any other salt', () => {
	const original = personalHash('00'.repeat(32), personal);
	fc.assert(
		fc.property(fc.constantFrom(...(Object.keys(personal) as (keyof PersonalText)[])), fc.string(), (name, value) => {
			expect(personalHash('00'.repeat(32), { ...personal, [name]: value }) === original).toBe(personal[name] === value);
		})
	);
	expect(personalHash('01'.repeat(32), personal)).not.toBe(original);
});

it('gives another link for any other field, and for any other link before it', () => {
	const original = linkHash(chainStart('log'), entry);
	fc.assert(
		fc.property(fc.constantFrom(...(Object.keys(entry) as (keyof EntryText)[])), fc.string(), (name, value) => {
			expect(linkHash(chainStart('log'), { ...entry, [name]: value }) === original).toBe(entry[name] === value);
		})
	);
	expect(linkHash(chainStart('other'), entry)).not.toBe(original);
});
