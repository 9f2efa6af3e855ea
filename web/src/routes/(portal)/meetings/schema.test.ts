import * as v from 'valibot';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callSchema, cancelSchema, cursorSchema, filterSchema, guestLinkSchema, meetingSchema, parseForm, typedMeeting } from './schema.ts';

const id = '0b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f11';
const other = '8b5a3c0e-7b1a-4a3e-9a55-0d5a1e0c7f12';
const good = {
	title: '  Zasedání zastupitelstva  ', kind: 'session', organisation: id, day: '2026-12-10', time: '09:00', zone: 'Europe/Prague', minutes: '240',
	rhythm: 'none', until: '', hosts: [id], people: [other, other], organisations: [], recorded: true, watch: 'public', lobby: 'guests', note: ''
};

describe('the meeting form', () => {
	it('gives numbers, trimmed text and each person once', () => {
		const parsed = parseForm(meetingSchema, good);
		expect(parsed).toMatchObject({ ok: true, value: { title: 'Zasedání zastupitelstva', minutes: 240, people: [other] } });
	});
	it.each([
		['title', '', 'title'],
		['title', 'x'.repeat(301), 'title-long'],
		['kind', 'party', 'choice'],
		['organisation', '', 'choice'],
		['day', '10. 12. 2026', 'day'],
		['day', '2026-02-30', 'day'],
		['time', '25:00', 'time'],
		['minutes', '4', 'minutes'],
		['minutes', '1000', 'minutes'],
		['minutes', '1e3', 'minutes'],
		['minutes', '', 'minutes'],
		['rhythm', 'sometimes', 'choice'],
		['hosts', ['not an id'], 'choice'],
		['note', 'x'.repeat(4_001), 'note-long'],
		['watch', 'nobody', 'choice']
	])('%s %j is refused with "%s" at that field', (field, value, code) => {
		const parsed = parseForm(meetingSchema, { ...good, [field]: value });
		expect(parsed).toMatchObject({ ok: false, errors: { [field]: code } });
	});
	it('a repetition needs an end, not before its start', () => {
		expect(parseForm(meetingSchema, { ...good, rhythm: 'week' })).toEqual({ ok: false, errors: { until: 'until' } });
		expect(parseForm(meetingSchema, { ...good, rhythm: 'week', until: '2026-12-09' })).toEqual({ ok: false, errors: { until: 'until-before' } });
	});
	it('a case cannot be shown to everybody', () => expect(parseForm(meetingSchema, { ...good, kind: 'case' })).toEqual({ ok: false, errors: { watch: 'watch' } }));
	it('what was typed comes back as it was typed', () => {
		const form = new FormData();
		for (const [name, value] of [['title', ' x '], ['minutes', 'mnoho'], ['people', id], ['people', other], ['people', ''], ['recorded', 'on']] as const) form.append(name, value);
		expect(typedMeeting(form)).toMatchObject({ title: ' x ', minutes: 'mnoho', people: [id, other], recorded: true, hosts: [], day: '' });
	});
	it('anything at all is answered with fields and codes, never with an exception', () => {
		fc.assert(fc.property(fc.anything(), (input) => {
			for (const schema of [meetingSchema, callSchema, guestLinkSchema, cancelSchema]) {
				const parsed = parseForm(schema, input);
				expect(parsed.ok || Object.values(parsed.errors).every((code) => typeof code === 'string' && code.length > 0)).toBe(true);
			}
		}));
	});
});

describe('cancelling', () => {
	it.each([
		[{}, { reason: '', scope: 'one' }],
		[{ reason: ' Nemoc ', scope: 'following' }, { reason: 'Nemoc', scope: 'following' }],
		[{ reason: 'x'.repeat(500) }, { reason: 'x'.repeat(500), scope: 'one' }]
	])('%j is understood', (typed, value) => expect(parseForm(cancelSchema, typed)).toEqual({ ok: true, value }));
	it.each([
		[{ reason: 'x'.repeat(501) }, { reason: 'reason-long' }],
		[{ reason: '', scope: 'all' }, { scope: 'choice' }]
	])('%j is refused at its field', (typed, errors) => expect(parseForm(cancelSchema, typed)).toEqual({ ok: false, errors }));
});

describe('the list\'s filter', () => {
	it('takes what it knows and shows everything otherwise', () => {
		expect(parseForm(filterSchema, { kind: 'case', q: ' krev ' })).toEqual({ ok: true, value: { kind: 'case', q: 'krev' } });
		expect(parseForm(filterSchema, { kind: '\'; drop', q: undefined })).toEqual({ ok: true, value: { kind: 'all', q: '' } });
	});
});

describe('where the list goes on', () => {
	it('is a moment and an id', () => expect(v.parse(cursorSchema, `1763800000000~${id}`)).toEqual({ startsAt: new Date(1_763_800_000_000), id }));
	it.each([`999999999999999~${id}`, `1~${'-'.repeat(36)}`, '1~', '~', `-1~${id}`])('%s is nothing the database must see', (text) => expect(v.is(cursorSchema, text)).toBe(false));
});
