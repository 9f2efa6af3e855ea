/**
 * From the click on "join" to the first picture of the other person, two people on loopback in real Chromium: run by `npm run bench`
 * (or `node e2e/bench/join.bench.ts [joins]`), which provides CHROMIUM_BIN, PostgreSQL, MinIO and the worker's binary.
 */
import { chromium, expect } from '@playwright/test';
import { planMeeting, unique } from '../meetings.ts';
import { people, signIn } from '../people.ts';
import { enter, expectSeenAndHeard } from '../room.ts';
import { holdAnswers, ROUND_TRIPS } from '../signalling.ts';
import { watchEntrance } from './join-watch.ts';
import { openPortal } from './portal.ts';

const joins = Number(process.argv[2] ?? 20);

const portal = await openPortal();
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-dev-shm-usage']
});
try {
	const options = { baseURL: portal.origin, locale: 'cs-CZ', timezoneId: 'Europe/Prague' };
	const host = await signIn(browser, 'secretary', options);
	const meeting = await planMeeting(host.page, { title: unique('Měření vstupu'), invited: [people.member.name], recorded: false });
	await host.page.goto(`/meetings/${meeting}/room`);
	await enter(host.page);
	await expect(host.page.getByTestId('tile')).toHaveCount(1);

	const member = await signIn(browser, 'member', options);
	await member.context.addInitScript(watchEntrance, { button: 'Vstoupit do jednání', name: host.name });
	const entrances: number[] = [];
	while (entrances.length < joins) {
		await member.page.goto(`/meetings/${meeting}/room`);
		await enter(member.page);
		const entrance = await member.page.evaluate(() => window.salEntrance);
		if (!entrance) throw new Error('the page was not watched');
		entrances.push(entrance);
		console.log(`join ${entrances.length}: ${Math.round(entrance)} ms`);
		await member.page.getByRole('button', { name: 'Odejít' }).click();
		await expect(host.page.getByTestId('tile')).toHaveCount(1);
	}

	// Throws when the way in waits for more answers than are counted.
	await holdAnswers(member.page);
	await member.page.goto(`/meetings/${meeting}/room`);
	await enter(member.page);
	await expectSeenAndHeard(member.page, 1);

	const sorted = entrances.map((entrance) => entrance / 1_000).sort((a, b) => a - b);
	const percentile = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;
	const figure = `join to first remote picture, two people, ${joins} joins`;
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `${figure}: median`, value: percentile(0.5), unit: 's', bound: 0.7 },
				{ figure: `${figure}: p95`, value: percentile(0.95), unit: 's', bound: 1.5 },
				{ figure: 'join: round trips of signalling before media flows', value: ROUND_TRIPS, unit: 'round trips', bound: 4 }
			]
		})
	);
} finally {
	await browser.close();
	await portal.close();
}
