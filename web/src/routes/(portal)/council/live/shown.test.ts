import { describe, expect, it } from 'vitest';
import type { Live, LiveVote } from '../live.ts';
import type { Mine } from '../votes/mine.ts';
import { concerns, follows, foreseen, toBeSure, withKnownWords } from './shown.rules.ts';

const vote = (changes: Partial<LiveVote> = {}): LiveVote => ({ id: 'v1', title: 'Rozpočet', text: 'Schvaluje', mode: 'open', candidates: [], places: 1, round: 1, follows: null, state: 'open', openedAt: 0, closesAt: null, closedAt: null, entitled: 3, cast: 0, result: null, ...changes });
const live = (changes: Partial<Live> = {}): Live => ({
	session: 's', version: 4, state: 'running', closedPart: false, body: 'Zastupitelstvo', title: '1. zasedání', presiding: null, item: { id: 'i1', number: '1', title: 'Rozpočet', closed: false }, agenda: [], agendaApproved: true,
	quorum: { needed: 2, seats: 3, present: 3, remote: 0, reached: true },
	members: [{ id: 'me', name: 'Já', faction: null, office: 'member', presence: 'hall', until: null }],
	floor: null, queue: [], interpreter: null, motions: [], vote: null, ...changes
});
const mine = (changes: Partial<Mine> = {}): Mine => ({ person: 'me', seated: true, maySpeak: true, mayPreside: false, presiding: false, voter: false, choice: null, changeable: true, conflict: false, ...changes });

describe('which of two states is shown', () => {
	it.each<[string, Partial<Live>, Partial<Live>, boolean]>([
		['a newer one', { version: 4 }, { version: 5 }, true],
		['not an older one that was overtaken', { version: 5 }, { version: 4 }, false],
		['of the same version the one that has counted more ballots', { vote: vote({ cast: 2 }) }, { vote: vote({ cast: 3 }) }, true],
		['not the one that has counted fewer', { vote: vote({ cast: 3 }) }, { vote: vote({ cast: 2 }) }, false],
		['never one of another session', {}, { session: 'other', version: 9 }, false]
	])('%s', (_, before, after, expected) => {
		expect(follows(live(before), live(after))).toBe(expected);
	});
});

describe('what is known of a person before the portal has answered', () => {
	const opened = live({ version: 5, vote: vote() });
	const away = { ...opened, members: opened.members.map((member) => ({ ...member, presence: 'absent' as const })) };
	it.each<[string, Mine, Live, Live, Partial<Mine>]>([
		['who is present when a vote is opened may vote', mine(), live(), opened, { voter: true, choice: null }],
		['a ballot in the vote before is none in this one', mine({ voter: true, choice: 'for' }), live({ vote: vote({ id: 'v0' }) }), opened, { voter: true, choice: null }],
		['who is absent may not', mine(), live(), away, { voter: false }],
		['who has no seat may not', mine({ seated: false }), live(), opened, { voter: false }],
		['in the same vote their ballot stays', mine({ voter: true, choice: 'against' }), opened, { ...opened, version: 6 }, { voter: true, choice: 'against' }],
		['a conflict of interest is one of an item', mine({ conflict: true }), live(), live({ item: { id: 'i2', number: '2', title: 'Jiný', closed: false } }), { conflict: false }],
		['the chair was handed to them', mine({ mayPreside: true }), live(), live({ presiding: { id: 'me', name: 'Já', faction: null, lostAt: null } }), { presiding: true }]
	])('%s', (_, before, from, to, expected) => {
		expect(foreseen(before, from, to)).toMatchObject(expected);
	});
});

it('keeps the words of a closed item that this screen was given', () => {
	const item = { id: 'i1', number: '1', title: '', closed: true };
	const motion = { id: 'm1', kind: 'main' as const, mover: '', state: 'moved' as const };
	const before = live({ item, motions: [{ ...motion, text: 'Komu se prodá' }], vote: vote({ text: 'Komu se prodá' }) });
	const after = live({ version: 5, item, motions: [{ ...motion, text: '' }], vote: vote({ text: '', state: 'closed' }) });
	expect(withKnownWords(before, after)).toMatchObject({ motions: [{ text: 'Komu se prodá' }], vote: { text: 'Komu se prodá', state: 'closed' } });
	expect(withKnownWords(before, { ...after, vote: vote({ id: 'v2', text: '' }) }).vote?.text).toBe('');
});

describe('what a screen that is told asks for all the same', () => {
	const opened = { vote: vote() };
	const colleague = { id: 'other', name: 'Jiná', faction: null, office: 'member' as const, presence: 'hall' as const, until: null };
	const me = live().members;
	it.each<[string, Partial<Mine>, Partial<Live>, Partial<Live>, boolean]>([
		['a member, when a vote is opened', {}, {}, opened, true],
		['a member, when it is closed', {}, opened, { vote: vote({ state: 'closed' }) }, true],
		['a member, when an item is opened', {}, {}, { item: { id: 'i2', number: '2', title: 'Jiný', closed: false } }, true],
		['a member, when the chair is handed over', {}, {}, { presiding: { id: 'other', name: 'Jiná', faction: null, lostAt: null } }, true],
		['a member, when they are present in another way', {}, {}, { members: me.map((member) => ({ ...member, presence: 'absent' as const })) }, true],
		['who is given a seat in mid-session', { seated: false }, { members: [] }, {}, true],
		['not a member, when others come', {}, {}, { members: [...me, colleague] }, false],
		['not a member, when somebody speaks', {}, {}, { floor: { id: 'other', name: 'Jiná', faction: null, kind: 'ordinary', since: 0, seconds: 60 } }, false],
		['not who watches', { seated: false, person: 'somebody' }, {}, opened, false]
	])('%s', (_, changes, before, after, expected) => {
		expect(concerns(mine(changes), live(before), live({ version: 5, ...after }))).toBe(expected);
	});

	it('a voter is sure of their ballot sooner than anybody of anything else', () => {
		const voting = toBeSure(mine({ voter: true }), { vote: vote() });
		for (const [voter, state] of [[false, 'open'], [true, 'closed']] as const) expect(toBeSure(mine({ voter }), { vote: vote({ state }) })).toBeGreaterThan(voting);
		const waiting = toBeSure(mine({ voter: true }), { vote: null });
		expect(waiting).toBeGreaterThan(voting);
		expect(toBeSure(mine({ seated: false }), { vote: vote() })).toBeGreaterThan(waiting);
		expect(toBeSure(mine({ seated: false, mayPreside: true }), { vote: null })).toBe(waiting);
	});
});
