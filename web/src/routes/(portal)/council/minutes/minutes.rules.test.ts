import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lawOf, minutesTerm } from './checklist.rules.ts';
import { compare } from './compare.rules.ts';
import type { Block, MinutesDocument } from './document.ts';
import { inside, LEFT_OUT, mark, outside, publicDocument, toReview } from './marks.rules.ts';
import { roleOf } from './signing.rules.ts';

const block = (id: string, text: string, more: Partial<Block> = {}): Block => ({ id, kind: 'paragraph', text, topic: null, ref: null, at: null, closed: false, ...more });
const minutes = (...blocks: Block[]): MinutesDocument => ({ format: 'sal-minutes/1', blocks });
const text = fc.array(fc.constantFrom('schvaluje ', 'rozpočet', 'Žák', '\n', ' ', '[[', ']]', 'č. 3', '€'), { maxLength: 12 }).map((words) => words.join(''));

describe('the term of minutes (§ 43 of Act 129/2000, § 95 of Act 128/2000: within 10 days)', () => {
	it.each([
		['the day after', '2026-11-21T08:00:00Z', null, '2026-11-30', 9, 'running'],
		['three days before the end', '2026-11-27T08:00:00Z', null, '2026-11-30', 3, 'last-days'],
		['the last minute of the last day in Prague', '2026-11-30T22:59:00Z', null, '2026-11-30', 0, 'last-days'],
		['the first minute after it', '2026-11-30T23:00:00Z', null, '2026-11-30', -1, 'over'],
		['signed in time, looked at later', '2026-12-24T08:00:00Z', '2026-11-30T20:00:00Z', '2026-11-30', -24, 'met'],
		['signed too late', '2026-12-24T08:00:00Z', '2026-12-01T08:00:00Z', '2026-11-30', -24, 'over']
	] as const)('%s', (_, now, signed, lastDay, daysLeft, state) => {
		expect(minutesTerm({ endedAt: new Date('2026-11-20T16:00:00Z'), days: 10, signedAt: signed ? new Date(signed) : null, now: new Date(now) })).toEqual({ lastDay, daysLeft, state });
	});

	it('begins with the day in Prague on which the session ended, over a change of clocks and a year', () => {
		const term = (endedAt: string) => minutesTerm({ endedAt: new Date(endedAt), days: 10, signedAt: null, now: new Date(endedAt) });
		expect(term('2026-10-20T22:30:00Z')).toMatchObject({ lastDay: '2026-10-31', daysLeft: 10 });
		expect(term('2026-12-27T12:00:00Z')).toMatchObject({ lastDay: '2027-01-06', daysLeft: 10 });
	});

	it('never gets longer as time goes by', () => {
		fc.assert(
			fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), fc.nat(60), fc.nat(1_000), (endedAt, days, hours) => {
				const left = (now: number) => minutesTerm({ endedAt, days, signedAt: null, now: new Date(now) }).daysLeft;
				const [sooner, later] = [endedAt.getTime() + hours * 3_600_000, endedAt.getTime() + (hours + 24) * 3_600_000];
				expect(left(endedAt.getTime())).toBe(days);
				expect(left(later)).toBeLessThanOrEqual(left(sooner));
			})
		);
	});

	it.each([['regional-assembly', 'region'], ['municipal-assembly', 'municipality'], ['committee', null]] as const)('for a %s by the law of a %s', (kind, law) => {
		expect(lawOf(kind)).toBe(law);
	});
});

describe('as what somebody signs (§ 43 of Act 129/2000, § 95 of Act 128/2000: who presides, and the verifiers)', () => {
	it.each([
		['the chair who presided', { presides: true, presided: true, verifies: false }, 'chair'],
		['a deputy, in whose place the chair presided', { presides: true, presided: false, verifies: false }, 'chair'],
		['a deputy who was elected to verify', { presides: true, presided: false, verifies: true }, 'verifier'],
		['who presided and verifies, once', { presides: true, presided: true, verifies: true }, 'chair'],
		['a member who verifies', { presides: false, presided: false, verifies: true }, 'verifier'],
		['who presided and is no longer in office', { presides: false, presided: true, verifies: false }, null],
		['any other member', { presides: false, presided: false, verifies: false }, null]
	])('%s', (_, who, role) => expect(roleOf(who)).toBe(role));
});

describe('what the public version leaves out', () => {
	it.each([
		['Slovo má [[Jan Novák]].', 'Slovo má Jan Novák.', `Slovo má ${LEFT_OUT}.`],
		['[[a]] a [[b]]', 'a a b', `${LEFT_OUT} a ${LEFT_OUT}`],
		['nic [[neuzavřeno', 'nic [[neuzavřeno', 'nic [[neuzavřeno'],
		['[[přes\nřádek]]', '[[přes\nřádek]]', '[[přes\nřádek]]']
	])('%s', (written, within, without) => {
		expect([inside(written), outside(written)]).toEqual([within, without]);
	});

	it('a name is enclosed wherever it stands, once', () => {
		expect(mark(mark('Jan a [[Jan]] a Jan', 'Jan'), 'Jan')).toBe('[[Jan]] a [[Jan]] a [[Jan]]');
		expect(mark('nic', '')).toBe('nic');
	});

	it('holds no enclosed name, whatever is written around it', () => {
		fc.assert(
			fc.property(text, text, (before, after) => {
				expect(outside(mark(`${before} Tajenka ${after}`, 'Tajenka'))).not.toContain('Tajenka');
			})
		);
	});

	it('is looked through: names that are still there, marks that were not closed, nothing of the closed part', () => {
		const document = minutes(block('a', 'Jan Novák žádá'), block('b', '[[Jan Novák]]'), block('c', 'a [[b'), block('d', 'Jan Novák', { closed: true }));
		expect(toReview({ document, names: ['Jan Novák', ''] }).map(({ block: { id }, name }) => [id, name])).toEqual([['a', 'Jan Novák'], ['c', null]]);
		expect(publicDocument(document).blocks.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
	});
});

describe('what has changed between two versions', () => {
	it('is told by block and by word', () => {
		const before = minutes(block('a', 'Zahájení v 9:00'), block('b', 'Rozprava'), block('c', 'Závěr'));
		const after = minutes(block('a', 'Zahájení v 9:05'), block('c', 'Závěr'), block('d', 'Dodatek'));
		expect(compare({ before, after }).map(({ block: { id }, how }) => [id, how])).toEqual([['a', 'changed'], ['b', 'removed'], ['c', 'same'], ['d', 'added']]);
	});

	it('gives back both versions whole', () => {
		const version = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), text), { selector: ([id]) => id, maxLength: 6 }).map((pairs) => minutes(...pairs.map(([id, words]) => block(id, words))));
		fc.assert(
			fc.property(version, version, (before, after) => {
				const changes = compare({ before, after });
				const told = (how: 'added' | 'removed') => changes.flatMap(({ block: { id }, parts }) => ({ id, text: parts.filter((part) => part.how === 'same' || part.how === how).map((part) => part.text).join('') }));
				const texts = ({ blocks }: MinutesDocument) => blocks.map(({ id, text: words }) => ({ id, text: words }));
				const newer = changes.filter(({ how }) => how !== 'removed').map(({ block: { id } }) => id);
				expect(newer).toEqual(after.blocks.map(({ id }) => id));
				for (const one of texts(after)) expect(told('added')).toContainEqual(one);
				for (const one of texts(before)) expect(told('removed')).toContainEqual(one);
			})
		);
	});
});
