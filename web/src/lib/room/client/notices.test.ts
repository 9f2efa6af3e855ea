import { expect, it } from 'vitest';
import { Notices } from './notices.svelte.ts';

it('reads a sentence aloud again when the same thing happens again', () => {
	const notices = new Notices();
	notices.say('Vstoupil(a): Petr Čech');
	const [first] = notices.spoken;
	notices.say('Vstoupil(a): Petr Čech');
	expect(notices.spoken.map(({ text }) => text)).toEqual(['Vstoupil(a): Petr Čech', 'Vstoupil(a): Petr Čech']);
	expect(notices.spoken.at(-1)?.id).not.toBe(first?.id);
	notices.close();
});

it('shows a sentence once, as a new one when the same thing happens again', () => {
	const notices = new Notices();
	notices.show('Jednání je zamčené.');
	const [first] = notices.shown;
	notices.show('Jednání je zamčené.');
	expect(notices.shown.map(({ text }) => text)).toEqual(['Jednání je zamčené.']);
	expect(notices.shown[0]?.id).not.toBe(first?.id);
	notices.close();
});
