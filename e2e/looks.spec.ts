import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { guestTickets, publishAll } from './crowd.ts';
import { test } from './journey.ts';
import { inviteGuest, planMeeting, unique } from './meetings.ts';
import { signIn } from './people.ts';
import { diagnosis, enter, expectRecordingStored, more } from './room.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 }
];

/** No page scrolls sideways, on any width. */
async function fits(page: Page, name: string): Promise<void> {
	expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** The page as it stands, wide and narrow, light and dark; `settled` waits until a width has been taken up. */
async function look(page: Page, name: string, settled: (width: number) => Promise<void> = () => Promise.resolve()): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		await settled(size.width);
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			const shown = `${name}-${size.width}-${colorScheme}`;
			await page.screenshot({ path: `test-results/looks/${shown}.png`, animations: 'disabled' });
			await expectAccessible(page, shown);
			await fits(page, shown);
		}
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

test('meetings, recordings and the room at both widths and in both themes: axe, and no sideways scrolling', async ({ browser }) => {
	test.setTimeout(420_000);
	const host = (await signIn(browser, 'secretary')).page;
	const anonymous = await (await browser.newContext()).newPage();
	await anonymous.goto('/login');
	await look(anonymous, 'login');

	const title = unique('Vzhled jednání');
	const meeting = await planMeeting(host, { title, invited: [], recorded: true });
	const link = await inviteGuest(host, 'Veřejnost');
	await look(host, 'meeting');
	await host.goto(`/meetings/${meeting}/room`);
	await expect(host.getByRole('button', { name: 'Vypnout kameru' })).toBeVisible({ timeout: 30_000 });
	await look(host, 'device-check');
	await enter(host);

	await test.step('three in the room, recorded, with chat', async () => {
		const sending = publishAll(anonymous, await guestTickets(link, 2));
		await host.getByRole('button', { name: 'Pustit všechny' }).click();
		await sending;
		await more(host, 'Spustit nahrávání', true);
		await host.getByRole('button', { name: /^Chat/ }).click();
		await host.getByLabel('Zpráva všem').fill('Podklady jsou na https://www.msk.cz/');
		await host.getByRole('button', { name: 'Odeslat' }).click();
		await expectRecordingStored(host);
		await look(host, 'room-chat');
		await host.getByRole('button', { name: /^Chat/ }).click();
		await expect(host.getByTestId('tile')).toHaveCount(3);
		await look(host, 'room-3');
		await more(host, 'Ukončit nahrávání', true);
	});

	await test.step('25 in the room: all on a wide window, four and pages on a phone', async () => {
		const crowd = await (await browser.newContext()).newPage();
		await crowd.goto('/login');
		const sending = publishAll(crowd, await guestTickets(link, 22));
		await expect(host.getByText('V předsálí čeká: 22', { exact: true }).first()).toBeVisible();
		await host.getByRole('button', { name: 'Pustit všechny' }).click();
		await sending;
		await expect(host.getByTestId('tile')).toHaveCount(25);
		await expect.poll(async () => (await diagnosis(host)).received.filter(({ kind, frames }) => kind === 'video' && frames > 0).length, { timeout: 30_000 }).toBe(24);
		await look(host, 'room-25', async (width) => {
			await expect(host.getByTestId('tile')).toHaveCount(width < 640 ? 4 : 25);
			if (width < 640) await expect(host.getByText('1 / 7')).toBeVisible();
		});
		await crowd.context().close();
	});

	await more(host, 'Ukončit pro všechny', true);
	await expect(host.getByRole('toolbar', { name: 'Ovládání jednání' })).toHaveCount(0);
	await look(host, 'ending');
	for (const [name, path] of [
		['home', '/'],
		['meetings', '/meetings'],
		['meeting-form', '/meetings/new'],
		['not-found', '/recordings/00000000-0000-4000-8000-000000000000']
	] as const) {
		await host.goto(path);
		await look(host, name);
	}
	await host.goto('/recordings');
	await look(host, 'recordings');
	await host.getByRole('main').getByRole('article').getByRole('link', { name: title }).first().click();
	await expect(host.getByRole('region', { name: /Přehrávač/ }).or(host.locator('video')).first()).toBeVisible({ timeout: 120_000 });
	await look(host, 'player');
});

const ofTheFrame = [
	'/account/my-data', '/account/notifications', '/account/providers', '/account/security', '/account/sessions', '/account/substitution',
	'/admin/directory', '/admin/health', '/admin/imports', '/admin/log', '/admin/mail', '/admin/providers', '/admin/roles', '/admin/roles/ask', '/admin/sessions', '/admin/settings', '/admin/sign-in',
	'/organisations', '/organisations/people', '/organisations/people/new', '/notifications', '/search?q=nemocnice', '/prove', '/accessibility'
];

test('every page of the frame likewise, as an operator sees it', async ({ browser }) => {
	test.setTimeout(420_000);
	const { page } = await signIn(browser, 'admin');
	for (const path of ofTheFrame) {
		await page.goto(path);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await look(page, path.slice(1).replaceAll(/[/?=]/g, '-'));
	}
});
