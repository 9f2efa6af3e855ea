/** A note while it is written: when it is saved, and what is said when it is not. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoteDraft } from './draft.svelte.ts';
import { draftOf } from './drafts.ts';
import { NOTE_MOST } from './schema.ts';

const whose = { session: 's', item: 'i', person: 'p' };
interface Sent { text: string; revision: string; seen: string[]; person: string }
let sent: Sent[];
let answer: () => Response | Promise<Response>;
const kept = () => Response.json({ at: new Date() });
const last = () => sent.at(-1)?.text;

beforeEach(() => {
	vi.useFakeTimers();
	sent = [];
	answer = kept;
	vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
		sent.push(JSON.parse(body) as Sent);
		return answer();
	});
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});
function typed(draft: NoteDraft, text: string) {
	draft.text = text;
	draft.touch();
}

it('saves once, a moment after the last key, and not what has not changed', async () => {
	const draft = new NoteDraft(whose);
	typed(draft, 'Z');
	typed(draft, 'Ze');
	expect([draft.state, sent.length]).toEqual(['waiting', 0]);
	await vi.advanceTimersByTimeAsync(1_500);
	expect([draft.state, sent.length, last()]).toEqual(['saved', 1, 'Ze']);
	await draft.save();
	expect(sent.length).toBe(1);
});

it('goes on by itself when the line is back, and tells of its savings whose answer was lost', async () => {
	const draft = new NoteDraft(whose);
	answer = () => Promise.reject(new TypeError('offline'));
	typed(draft, 'Text');
	await vi.advanceTimersByTimeAsync(1_500);
	expect([draft.state, draft.text]).toEqual(['failed', 'Text']);
	answer = kept;
	await vi.advanceTimersByTimeAsync(4_000);
	expect([draft.state, last(), sent.at(-1)?.seen]).toEqual(['saved', 'Text', [sent[0]?.revision]]);
	typed(draft, 'Text dál');
	await vi.advanceTimersByTimeAsync(1_500);
	expect(sent.at(-1)?.seen).toEqual([sent.at(-2)?.revision]);
});

it('a refusal keeps the text, says why, and is tried again with the next change only', async () => {
	const draft = new NoteDraft(whose);
	answer = () => Response.json({ message: 'Proto.' }, { status: 403 });
	typed(draft, 'Text');
	await vi.advanceTimersByTimeAsync(60_000);
	expect([draft.state, draft.problem, draft.text, sent.length]).toEqual(['failed', 'Proto.', 'Text', 1]);
	answer = kept;
	typed(draft, 'Text.');
	await vi.advanceTimersByTimeAsync(1_500);
	expect(draft.state).toBe('saved');
});

it('what is too long is not sent until it is shortened', async () => {
	const draft = new NoteDraft(whose);
	typed(draft, 'x'.repeat(NOTE_MOST + 1));
	await vi.advanceTimersByTimeAsync(5_000);
	await draft.save();
	expect([draft.state, sent.length]).toEqual(['long', 0]);
	typed(draft, 'x'.repeat(NOTE_MOST));
	await vi.advanceTimersByTimeAsync(1_500);
	expect([draft.state, sent.length]).toEqual(['saved', 1]);
});

describe('changed elsewhere', () => {
	it.each([
		['mine', 'Odsud', 'Odsud'],
		['other', 'Odjinud', undefined],
		['both', 'Odjinud\n\nOdsud', 'Odjinud\n\nOdsud']
	] as const)('%s stays', async (which, text, stored) => {
		const draft = new NoteDraft(whose);
		answer = () => Response.json({ message: 'Mezitím', other: { text: 'Odjinud', revision: 'r' } }, { status: 409 });
		typed(draft, 'Odsud');
		await vi.advanceTimersByTimeAsync(1_500);
		expect([draft.state, draft.other?.text, draft.text]).toEqual(['other', 'Odjinud', 'Odsud']);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(sent.length).toBe(1);
		answer = kept;
		await draft.keep(which);
		expect([draft.state, draft.text, draft.other]).toEqual(['saved', text, null]);
		expect(sent.slice(1).map((each) => each.text)).toEqual(stored === undefined ? [] : [stored]);
		if (stored !== undefined) expect(sent.at(-1)?.seen).toContain('r');
	});
});

it('takes what the server tells, but nothing older than its own saving, nor over what is not saved', async () => {
	const draft = new NoteDraft(whose);
	const before = Date.now();
	draft.adopt({ at: before, note: { text: 'Uložené', revision: 'a' } });
	expect(draft.text).toBe('Uložené');
	typed(draft, 'Nové');
	draft.adopt({ at: Date.now() + 1, note: { text: 'Uložené', revision: 'a' } });
	expect(draft.text).toBe('Nové');
	await vi.advanceTimersByTimeAsync(1_500);
	draft.adopt({ at: before, note: { text: 'Uložené', revision: 'a' } });
	expect(draft.text).toBe('Nové');
	draft.adopt({ at: Date.now() + 1, note: { text: 'Odjinud', revision: 'b' } });
	expect([draft.text, draft.state]).toEqual(['Odjinud', 'saved']);
});

it('on the server there is one for each page, in the browser one for each note', () => {
	const stored = { at: 1, note: null };
	expect(draftOf(whose, stored)).not.toBe(draftOf(whose, stored));
	vi.stubGlobal('window', {});
	expect(draftOf(whose, stored)).toBe(draftOf(whose, stored));
	expect(draftOf(whose, stored)).not.toBe(draftOf({ ...whose, person: 'q' }, stored));
});
