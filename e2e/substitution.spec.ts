import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { signIn } from './people.ts';
import { enter } from './room.ts';

const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Prague' }).format(new Date());
const banner = (page: Page) => page.getByRole('complementary', { name: 'Zastupování' });

test('somebody acts in the chair’s place, both names stand in the meeting, and it ends', async ({ browser }) => {
	const chair = await signIn(browser, 'chair');
	const deputy = await signIn(browser, 'member');
	const bothNames = `${deputy.name} (zastupuje: ${chair.name})`;

	await test.step('the chair names a deputy; a wrong day is told at the field', async () => {
		const { page } = chair;
		await page.goto('/account/substitution');
		await page.getByText('Určit zástupce').first().click();
		await page.getByRole('combobox', { name: 'Zástupce' }).fill('novakova');
		await page.getByRole('option', { name: deputy.name }).click();
		await page.getByLabel(/^Do \(včetně\)/).fill('2020-01-01');
		await page.getByRole('button', { name: 'Určit zástupce' }).click();
		await expect(page.getByText('Konec musí být po začátku.')).toBeVisible();
		await page.getByLabel(/^Do \(včetně\)/).fill(today());
		await page.getByLabel('Důvod').fill('dovolená');
		await page.getByRole('button', { name: 'Určit zástupce' }).click();
		await expect(page.getByRole('combobox', { name: 'Zástupce' })).toBeHidden();
		await expect(page.getByText(`${deputy.name} zastupuje: ${chair.name}`).first()).toBeVisible();
		await expectAccessible(page, 'substitution');
	});

	const { page } = deputy;
	await test.step('the deputy chooses in the user menu to act for the chair', async () => {
		await page.goto('/');
		await page.locator('summary', { hasText: 'Nabídka účtu' }).click();
		await page.getByRole('button', { name: `Zastupovat: ${chair.name}` }).click();
		await expect(banner(page)).toContainText(`Zastupujete: ${chair.name}`);
		await expectAccessible(page, 'acting');
	});

	await test.step('and is in a meeting under both names', async () => {
		const meeting = await planMeeting(page, { title: unique('Porada předsednictva'), invited: [chair.name], recorded: false });
		await page.getByRole('link', { name: 'Vstoupit' }).click();
		await enter(page);
		await chair.page.goto(`/meetings/${meeting}/room`);
		await enter(chair.page);
		await expect(chair.page.getByText(bothNames).first()).toBeVisible();
	});

	await test.step('the chair ends it, and the deputy is themself again', async () => {
		await chair.page.goto('/account/substitution');
		await chair.page.getByRole('button', { name: `Ukončit zastupování: ${deputy.name}` }).first().click();
		await chair.page.getByRole('dialog').getByRole('button', { name: 'Ukončit zastupování' }).click();
		await expect(chair.page.getByText('odvoláno').first()).toBeVisible();
		await page.goto('/meetings');
		await expect(page.getByRole('heading', { level: 1, name: 'Schůzky' })).toBeVisible();
		await expect(banner(page)).toHaveCount(0);
	});
});
