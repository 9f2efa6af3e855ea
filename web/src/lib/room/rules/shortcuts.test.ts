import { describe, expect, it } from 'vitest';
import { closesPanel, shortcutFor, shortcuts, takesText, type EscapePress, type KeyPress } from './shortcuts.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, typing: false, dialog: false, ...rest });

describe('shortcutFor', () => {
	it.each(shortcuts.map(({ key, action }) => [key, action] as const))('%s does %s', (key, action) => {
		expect(shortcutFor(press(key))).toBe(action);
		expect(shortcutFor(press(key.toUpperCase()))).toBe(action);
	});

	it.each([
		['while typing', { typing: true }],
		['in an open dialog or menu', { dialog: true }],
		['with Ctrl', { ctrlKey: true }],
		['with Cmd', { metaKey: true }],
		['with Alt', { altKey: true }],
		['while the key is held', { repeat: true }]
	])('does nothing %s', (_, rest) => {
		for (const { key } of shortcuts) expect(shortcutFor(press(key, rest))).toBeNull();
	});

	it('does nothing for a key without meaning', () => {
		expect(shortcutFor(press('x'))).toBeNull();
		expect(shortcutFor(press('Enter'))).toBeNull();
	});
});

it.each([
	[{ tagName: 'TEXTAREA' }, true],
	[{ tagName: 'INPUT', type: 'text' }, true],
	[{ tagName: 'INPUT', type: 'search' }, true],
	[{ tagName: 'INPUT', type: 'checkbox' }, false],
	[{ tagName: 'SELECT' }, true],
	[{ tagName: 'DIV', isContentEditable: true }, true],
	[{ tagName: 'BUTTON' }, false],
	[null, false]
])('%o takes text: %s', (element, expected) => {
	expect(takesText(element)).toBe(expected);
});

it.each<[string, Partial<EscapePress>, boolean]>([
	['by itself', {}, true],
	['another key', { key: 'Enter' }, false],
	['over which a dialog or menu is open', { dialog: true }, false],
	['in the middle of a letter', { isComposing: true }, false],
	['in a search field that has something to clear', { searching: true }, false]
])('Esc closes the panel, %s', (_, rest, expected) => {
	expect(closesPanel({ key: 'Escape', dialog: false, isComposing: false, searching: false, ...rest })).toBe(expected);
});
