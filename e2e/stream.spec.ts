/** The public stream as a citizen sees it: no account, nothing to install, a few seconds behind the hall. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import postgres from 'postgres';
import { expectAccessible } from './accessible.ts';
import { house, pidOf } from './house.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { signIn } from './people.ts';
import { enter } from './room.ts';

/** Nobody may publish a session by a form yet that has no agenda: the office's act, done in its place. */
async function publish(meeting: string): Promise<void> {
	const sql = postgres(house().databaseOwnerUrl, { max: 1, onnotice: () => undefined });
	try {
		await sql`update meeting set kind = 'session', watch = 'public', published = true where id = ${meeting}`;
	} finally {
		await sql.end();
	}
}

async function citizen(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
	return (await browser.newContext(options)).newPage();
}

const player = (page: Page) => page.locator('video');
const shown = (page: Page) => player(page).evaluate((video: HTMLVideoElement) => ({ time: video.currentTime, width: video.videoWidth, height: video.videoHeight, decoded: video.getVideoPlaybackQuality().totalVideoFrames }));

async function expectPlaying(page: Page): Promise<void> {
	const before = (await shown(page)).decoded;
	await expect.poll(async () => (await shown(page)).decoded, { timeout: 40_000, message: 'pictures are decoded' }).toBeGreaterThan(before + 25);
}

/** Seconds from the hall to this screen: the playlist says when its last picture was taken, the player how far it is from it. */
async function delay(page: Page): Promise<number> {
	return player(page).evaluate(async (video: HTMLVideoElement) => {
		const text = await (await fetch(`${location.pathname.replace('/watch/', '/live/')}/video.m3u8`, { cache: 'no-store' })).text();
		const entries = [...text.matchAll(/DATE-TIME:(.+)\n#EXTINF:([\d.]+)/g)].map(([, date = '', seconds]) => ({ at: Date.parse(date), seconds: Number(seconds) }));
		const last = entries.at(-1);
		if (!last) throw new Error('no segments');
		// The player's list may be one segment older than ours: then this says two seconds too much.
		return (Date.now() - last.at) / 1_000 - last.seconds + (video.seekable.end(0) - video.currentTime);
	});
}

test('a citizen watches a published session a few seconds behind the hall, without an account', async ({ browser }) => {
	test.setTimeout(240_000);
	const title = unique('Veřejné zasedání');
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title, invited: [], recorded: false });
	await publish(meeting);

	const page = await citizen(browser);
	await page.goto(`/watch/${meeting}`);
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await expect(page.getByRole('status')).toContainText('Přenos teď neběží');
	await expectAccessible(page, 'waiting for the stream');

	await host.page.goto(`/meetings/${meeting}/room`);
	await enter(host.page);

	await test.step('it starts by itself, and plays in 720p', async () => {
		expect(await page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.4d401f,mp4a.40.2"'))).toBe(true);
		const start = page.getByRole('button', { name: 'Přehrát', exact: true }).first();
		await expect(page.getByText('Živě', { exact: true }).or(start)).toBeVisible({ timeout: 60_000 });
		if (await start.isVisible()) await start.click();
		await expectPlaying(page);
		expect(await shown(page)).toMatchObject({ width: 1280, height: 720 });
		await expectAccessible(page, 'the stream plays');
	});

	await test.step('at most ten seconds behind', async () => {
		const seconds = await delay(page);
		console.log(`public stream: ${seconds.toFixed(1)} s from the hall to the screen (bound 10)`);
		expect(seconds).toBeLessThanOrEqual(10);
	});

	await test.step('by keyboard: pause, back to live, sound, full screen', async () => {
		await page.getByRole('button', { name: 'Pozastavit' }).focus();
		await page.keyboard.press('k');
		await expect(page.getByRole('button', { name: 'Přejít na živé vysílání' })).toBeVisible();
		await page.keyboard.press('l');
		await expect(page.getByText('Živě', { exact: true })).toBeVisible();
		await page.keyboard.press('m');
		await expect(page.getByRole('button', { name: /^(Zapnout|Vypnout) zvuk$/ })).toBeVisible();
		await page.keyboard.press('f');
		await expect(page.getByRole('button', { name: 'Ukončit celou obrazovku' })).toBeVisible();
		await page.keyboard.press('f');
	});

	await test.step('captions that somebody writes while it runs are shown when they are asked for', async () => {
		const now = Date.now();
		await appendFile(join(house().data, 'live', meeting, 'captions.jsonl'), `${JSON.stringify({ from: now, to: now + 60_000, text: 'Zahajuji veřejné zasedání.' })}\n`);
		await page.getByRole('button', { name: 'Titulky' }).click();
		await expect(page.getByRole('button', { name: 'Titulky' })).toHaveAttribute('aria-pressed', 'true');
		const written = () => player(page).evaluate((video: HTMLVideoElement) => [...video.textTracks].flatMap(({ mode, activeCues }) => (mode === 'showing' ? [...(activeCues ?? [])].map((cue) => (cue as VTTCue).text) : [])));
		await expect.poll(written, { timeout: 30_000 }).toContain('Zahajuji veřejné zasedání.');
	});

	await test.step('the stream process is killed: the meeting goes on, and so does the picture', async () => {
		const old = pidOf('stream');
		process.kill(old, 'SIGKILL');
		await expect.poll(() => house().pids.stream ?? old, { timeout: 20_000 }).not.toBe(old);
		await expect(host.page.getByRole('toolbar', { name: 'Ovládání jednání' })).toBeVisible();
		// What was buffered is over, and pictures of the new process come.
		const before = (await shown(page)).time;
		await expect.poll(async () => (await shown(page)).time, { timeout: 60_000 }).toBeGreaterThan(before + 12);
		await expectPlaying(page);
	});

	await test.step('on a phone everything is in its place', async () => {
		const phone = await citizen(browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
		await phone.goto(`/watch/${meeting}`);
		const start = phone.getByRole('button', { name: 'Přehrát', exact: true }).first();
		await expect(phone.getByText('Živě', { exact: true }).or(start)).toBeVisible({ timeout: 40_000 });
		expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await expectAccessible(phone, 'on a phone');
		await phone.context().close();
	});
	expect(host.violations).toEqual([]);
});

test('a session that is not published has nothing to watch', async ({ browser }) => {
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title: unique('Porada'), invited: [], recorded: false });
	const page = await citizen(browser);
	expect((await page.goto(`/watch/${meeting}`))?.status()).toBe(404);
	expect((await page.request.get(`/live/${meeting}/index.m3u8`)).status()).toBe(404);
});
