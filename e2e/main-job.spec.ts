import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { inviteGuest, planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectRecordingStored, expectSeenAndHeard, more } from './room.ts';

const run = promisify(execFile);

/** Both streams of a media file with their lengths in seconds, as ffprobe sees them. */
async function probe(file: string): Promise<{ codecs: string[]; seconds: number }> {
	const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name:format=duration', '-of', 'json', file]);
	const found = JSON.parse(stdout) as { streams: { codec_name: string }[]; format: { duration: string } };
	return { codecs: found.streams.map(({ codec_name }) => codec_name).sort(), seconds: Number(found.format.duration) };
}

async function guestAtTheDoor(browser: Browser, link: string): Promise<Page> {
	const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
	const page = await context.newPage();
	await page.goto(link);
	await page.getByLabel('Vaše jméno').fill('Ing. Božena Šťovíčková');
	await page.getByRole('button', { name: 'Pokračovat' }).click();
	await enter(page);
	return page;
}

test('three people meet, are recorded, and a clerk finds, plays, verifies and downloads it', async ({ browser }) => {
	test.setTimeout(420_000);
	const title = unique('Porada k vodovodu v Třinci');
	const host = await signIn(browser, 'secretary');
	const member = await signIn(browser, 'member');

	const meeting = await planMeeting(host.page, { title, invited: [people.member.name], recorded: true });
	const link = await inviteGuest(host.page, 'Projektantka');

	await host.page.goto(`/meetings/${meeting}/room`);
	await enter(host.page);
	await expect(host.page.getByRole('toolbar', { name: 'Ovládání jednání' })).toBeVisible();
	await member.page.goto(`/meetings/${meeting}/room`);
	await enter(member.page);

	const guest = await guestAtTheDoor(browser, link);
	await expect(guest.getByRole('heading', { name: 'Počkejte prosím v předsálí' })).toBeVisible();
	await host.page.getByRole('button', { name: /^Pustit dovnitř/ }).first().click();

	await test.step('everyone sees and hears the two others', async () => {
		for (const page of [host.page, member.page, guest]) {
			await expect(page.getByTestId('tile')).toHaveCount(3);
			await expectSeenAndHeard(page, 2);
		}
		await expect(member.page.getByRole('article', { name: /Šťovíčková, host/ })).toBeVisible();
	});

	const asked = Date.now();
	let running = 0;
	await test.step('the host records, everybody is asked, and it is safely stored', async () => {
		await more(host.page, 'Spustit nahrávání', true);
		await expect(host.page.getByTestId('recording')).toContainText('Nahrává se');
		running = Date.now();
		for (const page of [member.page, guest]) await page.getByRole('button', { name: 'Souhlasím' }).click();
		await expectRecordingStored(host.page);
	});

	await test.step('they chat', async () => {
		await member.page.getByRole('button', { name: /^Chat/ }).click();
		await member.page.getByLabel('Zpráva všem').fill('Podklady jsou na https://www.msk.cz/ a týkají se přivaděče.');
		await member.page.getByRole('button', { name: 'Odeslat' }).click();
		await guest.getByRole('button', { name: /^Chat/ }).click();
		await expect(guest.getByRole('link', { name: 'https://www.msk.cz/' })).toBeVisible();
	});

	await test.step('two share their screens, and each chooses what is large', async () => {
		const screenOf = (name: string) => guest.getByRole('article', { name: `${name} sdílí obrazovku` });
		const width = (tile: Locator) => tile.evaluate((element) => element.getBoundingClientRect().width);
		const large = (name: string) => expect.poll(async () => (await width(screenOf(name))) / (await width(guest.getByRole('main')))).toBeGreaterThan(0.6);
		await guest.setViewportSize({ width: 1440, height: 900 });
		await member.page.getByRole('button', { name: 'Sdílet obrazovku' }).click();
		await large(member.name);
		await expectSeenAndHeard(guest, 2);

		// "All alike" means the screen too; the same key makes it large again.
		await guest.getByRole('main').click();
		await guest.keyboard.press('g');
		await expect.poll(async () => (await width(screenOf(member.name))) - (await width(guest.getByTestId('tile').first()))).toBe(0);
		await expect(guest.getByTestId('tile')).toHaveCount(3);
		await guest.keyboard.press('g');
		await large(member.name);

		await host.page.getByRole('button', { name: 'Sdílet obrazovku' }).click();
		await expect(guest.getByText(`${host.name} sdílí obrazovku. Zvětšíte ji kliknutím na její náhled.`)).toBeVisible();
		await large(member.name);
		await screenOf(host.name).getByRole('button', { name: /^Zvětšit/ }).click();
		await large(host.name);
		await host.page.getByRole('button', { name: 'Ukončit sdílení' }).click();
		await expect(screenOf(host.name)).toHaveCount(0);
		await large(member.name);
		await member.page.getByRole('button', { name: 'Ukončit sdílení' }).click();
		await expect(guest.getByTestId('screen-tile')).toHaveCount(0);
	});

	const stopping = Date.now();
	await test.step('the host ends it for all', async () => {
		await more(host.page, 'Ukončit pro všechny', true);
		for (const page of [member.page, guest]) await expect(page.getByRole('heading', { name: 'Jednání skončilo' })).toBeVisible();
	});
	const stopped = Date.now();

	const clerk = await signIn(browser, 'clerk');
	await test.step('a clerk finds it by a name without diacritics', async () => {
		await clerk.page.goto('/recordings');
		await clerk.page.getByRole('searchbox', { name: 'Hledat v záznamech' }).fill('novakove');
		await clerk.page.getByRole('button', { name: 'Hledat', exact: true }).click();
		await clerk.page.getByRole('link', { name: title }).click();
		await expect(clerk.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	});
	const address = clerk.page.url();

	await test.step('it becomes ready and plays', async () => {
		await expect
			.poll(
				async () => {
					await clerk.page.reload();
					return clerk.page.locator('video').count();
				},
				{ timeout: 180_000, intervals: [2_000] }
			)
			.toBe(1);
		await clerk.page.getByRole('button', { name: 'Přehrát' }).first().click();
		await expect.poll(() => clerk.page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 30_000 }).toBeGreaterThan(1);
	});

	await test.step('the verification says that it is whole', async () => {
		await clerk.page.getByRole('button', { name: 'Ověřit pravost' }).click();
		await expect(clerk.page.getByText(/Porovnány otisky SHA-256/)).toBeVisible({ timeout: 60_000 });
		await expect(clerk.page.getByText('Nahrávka je úplná a nezměněná.')).toBeVisible();
	});

	await test.step('the MP4 has both streams and the right length', async () => {
		const download = clerk.page.waitForEvent('download');
		await clerk.page.getByRole('link', { name: /^Stáhnout video/ }).click();
		const file = await (await download).path();
		expect((await stat(file)).size).toBeGreaterThan(10_000);
		const { codecs, seconds } = await probe(file);
		expect(codecs).toEqual(['aac', 'h264']);
		const shown = await clerk.page.locator('video').evaluate((video: HTMLVideoElement) => video.duration);
		// It began between the question and the badge, and ended between the press and everybody's farewell; a second either way.
		const [shortest, longest] = [(stopping - running) / 1_000 - 1, (stopped - asked) / 1_000 + 1];
		console.log(`recorded ${shortest.toFixed(1)} to ${longest.toFixed(1)} s, MP4 ${seconds.toFixed(2)} s, player ${shown.toFixed(2)} s`);
		expect(seconds).toBeGreaterThan(shortest);
		expect(seconds).toBeLessThan(longest);
	});

	await test.step('no page asked for what its policy forbids', () => {
		expect([host, member, clerk].flatMap(({ violations }) => violations)).toEqual([]);
	});

	await test.step('who may not see it, does not', async () => {
		const stranger = await signIn(browser, 'mayor');
		const answer = await stranger.page.goto(address);
		expect(answer?.status()).toBe(403);
		const source = await clerk.page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc);
		const naked = new URL(source);
		naked.search = '';
		expect((await stranger.page.request.get(naked.href)).status()).toBeGreaterThanOrEqual(400);
	});
});
