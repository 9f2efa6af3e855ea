import type { ChatMessage } from '@sal/sfu/protocol';
import { describe, expect, it } from 'vitest';
import { Chat } from './chat.svelte.ts';

const message = (id: string, at: number, from = 'other'): ChatMessage => ({ id, at, from, name: 'Petr Čech', guest: false, text: id });

describe('unread messages', () => {
	it('are counted while nobody reads, and not one’s own', () => {
		const chat = new Chat();
		chat.add(message('1', 1), 'me');
		chat.add(message('2', 2, 'me'), 'me');
		expect(chat.unread).toBe(1);
		chat.reading = true;
		expect(chat.unread).toBe(0);
		chat.add(message('3', 3), 'me');
		expect(chat.unread).toBe(0);
		chat.reading = false;
		expect(chat.unread).toBe(0);
		chat.add(message('4', 4), 'me');
		expect(chat.unread).toBe(1);
	});

	it('include what came during a broken connection, but not the history met at the first entrance', () => {
		const chat = new Chat();
		chat.load([message('1', 1), message('2', 2)], 'me');
		expect(chat.unread).toBe(0);
		chat.load([message('1', 1), message('2', 2), message('3', 3)], 'me');
		expect(chat.unread).toBe(1);
	});
});

it('shows a message once, although one’s own comes as answer and as event, in order of time', () => {
	const chat = new Chat();
	expect(chat.add(message('2', 2), 'me')).toBe(true);
	expect(chat.add(message('2', 2), 'me')).toBe(false);
	chat.add(message('1', 1), 'me');
	expect(chat.messages.map(({ id }) => id)).toEqual(['1', '2']);
});
