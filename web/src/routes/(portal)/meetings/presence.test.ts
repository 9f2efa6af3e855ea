import { expect, it } from 'vitest';
import { presence, type Movement } from './presence.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 8, minute));
const move = (participant: string, event: 'joined' | 'left', minute: number): Movement => ({ participant, name: participant, guest: false, event, at: at(minute) });
const stay = (movements: Movement[], over: Date | null = null) => presence({ movements, over, now: at(59) }).map(({ participant, stretches, totalMs }) => [participant, stretches.map(({ from, to }) => [from.getUTCMinutes(), to?.getUTCMinutes() ?? null]), totalMs / 60_000]);

it.each([
	['came and went', [move('a', 'joined', 0), move('a', 'left', 10)], [['a', [[0, 10]], 10]]],
	['came twice', [move('a', 'joined', 0), move('a', 'left', 10), move('a', 'joined', 20), move('a', 'left', 25)], [['a', [[0, 10], [20, 25]], 15]]],
	['is still there', [move('a', 'joined', 9)], [['a', [[9, null]], 50]]],
	['joined twice without leaving', [move('a', 'joined', 0), move('a', 'joined', 5), move('a', 'left', 10)], [['a', [[0, 10]], 10]]],
	['left without joining', [move('a', 'left', 10)], []],
	['two people, by arrival', [move('b', 'joined', 0), move('a', 'joined', 1), move('b', 'left', 2), move('a', 'left', 3)], [['b', [[0, 2]], 2], ['a', [[1, 3]], 2]]]
])('%s', (_, movements, expected) => expect(stay(movements)).toEqual(expected));

it('the end of the meeting ends every stay', () => expect(stay([move('a', 'joined', 0)], at(30))).toEqual([['a', [[0, 30]], 30]]));
