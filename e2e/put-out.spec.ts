/** Whoever loses the right to be here is out of a running room at once, and the pages of the IT office say how the house is. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { house } from './house.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectSeenAndHeard } from './room.ts';

const run = promisify(execFile);
/** In milliseconds: what is promised, and what a noisy machine is granted. */
const BOUND = 5_000;
const TOLERANCE = 3;

/** The operator's command line, as the database's owner. */
const operator = (...args: string[]) => run(process.execPath, [fileURLToPath(new URL('../db/src/cli.ts', import.meta.url)), ...args], { env: { ...process.env, DATABASE_OWNER_URL: house().databaseOwnerUrl } });

test('logging out everywhere and disabling an account reach a running room', async ({ browser }) => {
	const host = (await signIn(browser, 'secretary')).page;
	const member = (await signIn(browser, 'member')).page;
	const other = (await signIn(browser, 'otherMember')).page;
	const meeting = await planMeeting(host, { title: unique('Uzavřená porada'), invited: [people.member.name, people.otherMember.name], recorded: false });
	for (const page of [host, member, other]) {
		await page.goto(`/meetings/${meeting}/room`);
		await enter(page);
	}
	await expectSeenAndHeard(host, 2);

	await test.step('logged out on another computer', async () => {
		const elsewhere = (await signIn(browser, 'member')).page;
		await elsewhere.locator('summary').filter({ hasText: 'Nabídka účtu' }).click();
		const start = Date.now();
		await elsewhere.getByRole('button', { name: 'Odhlásit se na všech zařízeních' }).click();
		await expect(member.getByRole('heading', { name: 'Byli jste odhlášeni' })).toBeVisible({ timeout: BOUND * TOLERANCE });
		await expect(host.getByTestId('tile')).toHaveCount(2);
		const ms = Date.now() - start;
		console.log(`logged out everywhere: out of the room after ${ms} ms (bound ${BOUND})`);
		expect(ms).toBeLessThanOrEqual(BOUND * TOLERANCE);
		await member.goto(`/meetings/${meeting}/room`);
		await expect(member).toHaveURL(/\/login/);
	});

	await test.step('disabled by the operator', async () => {
		const email = `${people.otherMember.account}@demo.sal.test`;
		const start = Date.now();
		await operator('disable', email);
		try {
			await expect(host.getByTestId('tile')).toHaveCount(1, { timeout: BOUND * TOLERANCE });
			const ms = Date.now() - start;
			console.log(`account disabled: out of the room after ${ms} ms (bound ${BOUND})`);
			expect(ms).toBeLessThanOrEqual(BOUND * TOLERANCE);
			await expect(other.getByRole('heading', { level: 1 })).toHaveText(/odebráni|odhlášeni/);
		} finally {
			await operator('enable', email);
		}
	});
});

test('the administrator sees servers, queue and settings, and a wrong number is told at its field', async ({ browser }) => {
	const { page } = await signIn(browser, 'admin', { viewport: { width: 390, height: 844 } });
	await page.goto('/admin');
	await expect(page.getByRole('heading', { name: 'Práce na pozadí' })).toBeVisible();
	await expect(page.getByText(/^Připojen, běžících nahrávek/)).toBeVisible();
	await expectAccessible(page, 'administration: health');
	// On a phone the sections fold behind the one that is open.
	await page.getByRole('navigation', { name: 'Oddíly správy' }).getByText('Stav', { exact: true }).first().click();
	await page.getByRole('link', { name: 'Nastavení' }).click();
	const years = page.getByLabel(/^Veřejná zasedání/);
	const before = await years.inputValue();
	await years.fill('1000');
	const form = page.locator('form').filter({ has: years });
	await form.getByRole('button', { name: 'Uložit' }).click();
	await expect(form.getByText(/^\W*Napište celé číslo od/)).toBeVisible();
	await expect(years).toHaveValue('1000');
	await expectAccessible(page, 'administration: settings');
	await page.reload();
	await expect(years).toHaveValue(before);
});
