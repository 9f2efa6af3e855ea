import { expect, it } from 'vitest';
import { hasFloor, maySpeak, turnOf, type Council } from './floor.ts';

const free: Council = { speak: null, floor: null };
const quiet: Council = { speak: ['chair'], floor: null };
const mine: Council = { speak: ['chair', 'me'], floor: 'me' };
const theirs: Council = { speak: ['chair', 'other'], floor: 'other' };
/** The sign-language interpreter may always be heard, and never has the floor. */
const beside: Council = { speak: ['chair', 'me'], floor: 'other' };

it.each([
	['in an ordinary meeting', null, false, true],
	['while the portal names nobody', free, false, true],
	['to whom nobody has given the floor', quiet, false, false],
	['who has the floor', mine, false, true],
	['while another has it', theirs, false, false],
	['who runs the session, always', theirs, true, true],
	['who is named without having the floor', beside, false, true]
] satisfies [string, Council | null, boolean, boolean][])('may speak: %s', (_, council, host, may) => {
	expect(maySpeak({ council, me: 'me', host })).toBe(may);
});

it('is the turn of whoever has the floor, and of nobody else', () => {
	expect([null, free, quiet, theirs, beside, mine].map((council) => hasFloor({ council, me: 'me' }))).toEqual([false, false, false, false, false, true]);
});

it.each([
	['given the floor: a button is offered', quiet, mine, false, false, 'offered'],
	['given the floor after pressing the microphone: it opens', quiet, mine, true, false, 'opens'],
	['given the floor with an open microphone', free, mine, false, true, 'nothing'],
	['the floor goes to another', mine, theirs, false, true, 'shut'],
	['the floor goes to another, muted by choice', mine, theirs, false, false, 'nothing'],
	['the session begins', free, quiet, false, true, 'shut'],
	['a break begins: nobody is unmuted', quiet, free, false, false, 'nothing'],
	['a break begins for somebody who had pressed', quiet, free, true, false, 'opens'],
	['another is given the floor', quiet, theirs, false, false, 'nothing'],
	['the same again', mine, mine, false, false, 'nothing']
] satisfies [string, Council, Council, boolean, boolean, string][])('%s', (_, before, after, waiting, open, turn) => {
	const standing = (council: Council) => ({ council, me: 'me', host: false });
	expect(turnOf({ before: standing(before), after: standing(after), waiting, open })).toBe(turn);
});
