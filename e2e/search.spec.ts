import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';

test('somebody finds people, organisations and their meetings from the keyboard, and nothing that is not theirs', async ({ browser }) => {
	const secretary = await signIn(browser, 'secretary');
	const title = unique('Příprava přeložky vodovodu');
	await planMeeting(secretary.page, { title, invited: [people.member.name], recorded: false });
	const { page } = await signIn(browser, 'member');
	const box = page.getByRole('combobox', { name: 'Hledat v portálu' });

	await test.step('Ctrl+K leads into the box, and suggestions are chosen with the arrows', async () => {
		await page.goto('/');
		await expect(async () => {
			// The page may still be waking up; whoever sees nothing happen presses again.
			await page.keyboard.press('Control+k');
			await expect(box).toBeFocused({ timeout: 500 });
		}).toPass();
		await page.keyboard.type('nemocnice kar');
		await expect(page.getByRole('option', { name: /Nemocnice Karviná/ })).toBeVisible();
		await expectAccessible(page, 'suggestions');
		await page.keyboard.press('Escape');
		await expect(page.getByRole('listbox', { name: 'Návrhy' })).toBeHidden();

		await box.fill(title.replace('Příprava přeložky', 'priprava prelozky'));
		await expect(page.getByRole('option', { name: title })).toBeVisible();
		await page.keyboard.press('ArrowDown');
		await expect(page.getByRole('option', { name: title })).toHaveAttribute('aria-selected', 'true');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	});

	await test.step('Enter shows everything that was found, in groups', async () => {
		await box.fill('rehakova');
		await page.keyboard.press('Enter');
		const found = page.locator('section', { has: page.getByRole('heading', { level: 2, name: 'Lidé' }) });
		await expect(found.getByRole('link', { name: people.secretary.name })).toBeVisible();
		await expectAccessible(page, 'found');
	});

	await test.step('whoever was not invited finds no meeting', async () => {
		const stranger = await signIn(browser, 'mayor');
		await stranger.page.goto(`/search?q=${encodeURIComponent(title)}`);
		await expect(stranger.page.getByText('Nic jsme nenašli')).toBeVisible();
	});
});
