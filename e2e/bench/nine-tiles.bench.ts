/**
 * What a call with nine tiles costs the browser of one who takes part, as a fraction of a core: its page and its GPU process, which draws in
 * software where there is no graphics card, as here. Eight others send 640 × 360 from a browser of their own and take turns in speaking.
 * Run by `npm run bench` (or `node e2e/bench/nine-tiles.bench.ts [seconds]`); Linux only, for its /proc.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, expect } from '@playwright/test';
import { guestTickets, publishAll } from '../crowd.ts';
import { inviteGuest, planMeeting, unique } from '../meetings.ts';
import { signIn } from '../people.ts';
import { diagnosis, enter } from '../room.ts';
import { openPortal } from './portal.ts';
import { processorTime } from './processor-time.ts';

const seconds = Number(process.argv[2] ?? 20);
const OTHERS = 8;
const sending = { width: 640, perSecond: 15, speaking: true };

const portal = await openPortal();
const launch = {
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [
		...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		'--autoplay-policy=no-user-gesture-required',
		'--disable-dev-shm-usage'
	]
};
const server = await chromium.launchServer(launch);
const browser = await chromium.connect(server.wsEndpoint());
const elsewhere = await chromium.launch(launch);
try {
	const options = { baseURL: portal.origin, locale: 'cs-CZ', timezoneId: 'Europe/Prague' };
	const { page } = await signIn(browser, 'secretary', { ...options, viewport: { width: 1440, height: 900 } });
	const meeting = await planMeeting(page, { title: unique('Měření devíti dlaždic'), invited: [], recorded: false });
	const link = await inviteGuest(page, 'Měření');
	await page.goto(`/meetings/${meeting}/room`);
	await enter(page);
	const crowd = await elsewhere.newPage(options);
	await crowd.goto('/login');
	const sent = publishAll(crowd, await guestTickets(link, OTHERS), sending);
	await expect(page.getByText(`V předsálí čeká: ${OTHERS}`, { exact: true }).first()).toBeVisible();
	await page.getByRole('button', { name: 'Pustit všechny' }).click();
	await sent;
	await expect(page.getByTestId('tile')).toHaveCount(OTHERS + 1);
	const decoded = async () => (await diagnosis(page)).received.filter(({ kind }) => kind === 'video').map(({ frames }) => frames);
	await expect.poll(async () => (await decoded()).filter((frames) => frames > 0).length, { timeout: 30_000 }).toBe(OTHERS);

	const pid = server.process().pid ?? 0;
	const sum = (frames: number[]) => frames.reduce((all, one) => all + one, 0);
	const [before, framesBefore, began] = [processorTime(pid), sum(await decoded()), performance.now()];
	await wait(seconds * 1_000);
	const [after, framesAfter, lasted] = [processorTime(pid), sum(await decoded()), (performance.now() - began) / 1_000];
	const used = (kind: string) => ((after.get(kind) ?? 0) - (before.get(kind) ?? 0)) / lasted;
	for (const kind of after.keys()) console.log(`${kind || 'browser'}: ${used(kind).toFixed(3)} of a core`);
	// Fewer pictures than were sent would make the call look cheaper than it is.
	console.log(`${((framesAfter - framesBefore) / lasted / OTHERS).toFixed(1)} of ${sending.perSecond} pictures a second decoded of each`);
	const figure = `nine tiles, eight others at 640 × 360 and ${sending.perSecond} pictures a second`;
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `${figure}: the page`, value: used('renderer'), unit: 'cores', bound: 0.5 },
				{ figure: `${figure}: drawing without a graphics card`, value: used('gpu-process'), unit: 'cores', bound: 0.4 }
			]
		})
	);
} finally {
	await browser.close();
	await server.close();
	await elsewhere.close();
	await portal.close();
}
