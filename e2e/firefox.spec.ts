import { expect } from '@playwright/test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { launchFirefox } from './firefox.ts';
import type { House } from './house.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { test } from './remote.ts';
import { enter, expectSeenAndHeard } from './room.ts';

/** Waits for what assistive technology knows by this name. (Puppeteer's own waiting cannot do that over BiDi, its asking can.) */
async function named(page: Page, name: string): Promise<ElementHandle> {
	let element: ElementHandle | null = null;
	await expect.poll(async () => Boolean((element = await page.$(`::-p-aria(${name})`))), { timeout: 30_000, message: `"${name}" in Firefox` }).toBe(true);
	if (!element) throw new Error(`"${name}" has gone again`);
	return element;
}

const press = async (page: Page, name: string) => (await named(page, name)).click();
const write = async (page: Page, field: string, text: string) => (await named(page, field)).type(text);

/** From the login page through the device check into the room. */
async function join(page: Page, { at, account, meeting }: { at: House; account: string; meeting: string }): Promise<void> {
	await page.goto(`${at.origin}/login?next=${encodeURIComponent(`/meetings/${meeting}/room`)}`);
	await write(page, 'E-mail', `${account}@demo.sal.test`);
	await write(page, 'Heslo', at.demoPassword);
	await press(page, 'Přihlásit se');
	await named(page, 'Vypnout kameru');
	await named(page, 'Ztlumit mikrofon');
	await press(page, 'Vstoupit do jednání');
}

// Not on the loopback address of the usual portal: Firefox takes no media there.
test('Firefox ESR and Chromium see and hear each other, write to each other, and part', async ({ at, browserAt }) => {
	const title = unique('Hovor z Firefoxu');
	const { page: host } = await signIn(await browserAt('branch'), 'secretary', { at });
	const meeting = await planMeeting(host, { title, invited: [people.member.name], recorded: false });
	await host.goto(`/meetings/${meeting}/room`);
	await enter(host);

	const firefox = await launchFirefox();
	try {
		const page = await firefox.browser.newPage();
		const complaints: string[] = [];
		page.on('pageerror', (error) => complaints.push(String(error)));
		await join(page, { at, account: people.member.account, meeting });
		await expect(host.getByTestId('tile')).toHaveCount(2);
		await Promise.all([expectSeenAndHeard(host, 1), expectSeenAndHeard(page, 1)]);
		await press(page, 'Chat');
		await write(page, 'Zpráva všem', 'Zdravím z Firefoxu');
		await page.keyboard.press('Enter');
		await host.getByRole('button', { name: /^Chat/ }).click();
		await expect(host.getByText('Zdravím z Firefoxu', { exact: true })).toBeVisible();
		await press(page, 'Odejít');
		await expect(host.getByTestId('tile')).toHaveCount(1);
		expect(complaints).toEqual([]);
	} finally {
		await firefox.close();
	}
	await host.context().close();
});
