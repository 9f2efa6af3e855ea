import { expect, it } from 'vitest';
import { ServerClock } from './clock.ts';

const NOON = Date.UTC(2027, 2, 4, 12);

it('goes by the server, whatever this machine’s clock says or is set to', () => {
	let running = 5_000;
	const clock = new ServerClock(NOON, () => running);
	expect(clock.now).toBe(NOON);
	running += 90_000;
	expect(clock.now).toBe(NOON + 90_000);
});

it('takes half of the time that an answer was on its way into account', () => {
	let running = 0;
	const clock = new ServerClock(NOON, () => running);
	running = 10_000;
	const asked = clock.ask();
	running += 400;
	// The server answered in the middle of these 400 ms, and its clock had gone a second faster than we thought.
	clock.hear(NOON + 11_200, asked);
	expect(clock.now).toBe(NOON + 11_400);
});
