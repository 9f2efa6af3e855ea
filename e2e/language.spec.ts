import { type Browser, expect, type Page } from '@playwright/test';
import { house } from './house.ts';
import { test } from './journey.ts';
import { people } from './people.ts';

/** The login page of a new browser, in the language chosen there. */
async function atLogin(browser: Browser, language: 'Čeština' | 'English'): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await page.goto('/login');
	await page.getByRole('button', { name: language }).click();
	return page;
}

/** By places, not by words: the words are what is looked at. */
async function enter(page: Page): Promise<void> {
	await page.locator('input[type=email]').fill(`${people.mayor.account}@demo.sal.test`);
	await page.locator('input[type=password]').fill(house().demoPassword);
	await page.locator('form', { has: page.locator('input[type=password]') }).getByRole('button').click();
	await expect(page).not.toHaveURL(/\/login/);
}

test('the language is the browser’s until a person has chosen one, and theirs in every browser then', async ({ browser }) => {
	const here = await atLogin(browser, 'English');
	await expect(here.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	await enter(here);
	await expect(here.getByRole('heading', { name: 'Meetings' })).toBeVisible();
	await here.getByRole('button', { name: 'Čeština' }).click();
	await expect(here.getByRole('heading', { name: 'Schůzky' })).toBeVisible();

	const there = await atLogin(browser, 'English');
	await enter(there);
	await expect(there.getByRole('heading', { name: 'Schůzky' })).toBeVisible();
	await expect(there.locator('html')).toHaveAttribute('lang', 'cs');
});
