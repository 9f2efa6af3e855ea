import { describe, expect, it } from 'vitest';
import { commandOf, speedAfter, takesKey } from './keys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey', boolean>> = {}) => commandOf({ key, ctrlKey: false, altKey: false, metaKey: false, ...held });

describe('keyboard of the player', () => {
	it.each([
		[' ', { do: 'toggle' }],
		['K', { do: 'toggle' }],
		['j', { do: 'seek', by: -10 }],
		['ArrowRight', { do: 'seek', by: 5 }],
		['.', { do: 'seek', by: 0.04 }],
		['>', { do: 'speed', by: 1 }],
		['Home', { do: 'jump', to: 'start' }],
		['Tab', null],
		['x', null]
	])('%s', (key, expected) => expect(press(key)).toEqual(expected));

	it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('leaves keys with %s to the browser', (held) => expect(press('f', { [held]: true })).toBeNull());

	it.each([
		['INPUT', null, 'k', true],
		['BUTTON', null, ' ', true],
		['BUTTON', null, 'k', false],
		['DIV', 'slider', 'ArrowLeft', true],
		['DIV', 'slider', 'j', false],
		['BODY', null, ' ', false]
	])('%s (%s) takes %s itself: %s', (tagName, role, key, expected) => expect(takesKey({ tagName, role, isContentEditable: false }, key)).toBe(expected));

	it('goes through the speeds and stays at the ends', () => {
		expect([speedAfter(1, 1), speedAfter(1, -1), speedAfter(3, 1), speedAfter(0.5, -1), speedAfter(1.1, 1)]).toEqual([1.25, 0.75, 3, 0.5, 1.5]);
	});
});
