import { expect, it } from 'vitest';
import { happeningInTab, type InTheTab } from './tab-title.ts';

it.each<[string, Partial<InTheTab>, ReturnType<typeof happeningInTab>]>([
	['nothing', {}, null],
	['an unread message', { unread: 2 }, 'unread'],
	['somebody at the door, before any message', { waiting: 1, unread: 2 }, 'waiting'],
	['one’s own waiting', { lobby: true, unread: 1 }, 'lobby'],
	['a lost connection, before everything', { lost: true, lobby: true, waiting: 1, unread: 1 }, 'lost']
])('the tab tells of %s', (_, what, expected) => {
	expect(happeningInTab({ lost: false, lobby: false, waiting: 0, unread: 0, ...what })).toBe(expected);
});
