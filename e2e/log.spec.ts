import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { people, signIn } from './people.ts';

test('an operator reads the log, has it checked, takes it out, and asks who may what', async ({ browser }) => {
	const { page } = await signIn(browser, 'admin');

	await test.step('the sign-in is there, and filters find it', async () => {
		await page.goto('/admin/log');
		await page.getByRole('combobox', { name: 'Co', exact: true }).selectOption({ label: 'Přihlášení' });
		await expect(page).toHaveURL(/action=session.sign-in/);
		await page.getByRole('searchbox', { name: 'Hledat v protokolu' }).fill('Holub');
		await page.getByRole('button', { name: 'Hledat', exact: true }).click();
		const entry = page.getByRole('list', { name: 'Protokol' }).getByRole('listitem').filter({ hasText: people.admin.name });
		await expect(entry.first()).toContainText('Přihlášení');
		await expectAccessible(page, 'log');
		await entry.first().getByRole('link').first().click();
		await expect(page.getByRole('heading', { name: 'Místo v řetězu' })).toBeVisible();
		await expectAccessible(page, 'entry');
	});

	await test.step('it is whole', async () => {
		await page.goto('/admin/log');
		await page.getByRole('button', { name: 'Zkontrolovat teď' }).click();
		await expect(page.getByRole('status').filter({ hasText: 'Kontrola' })).toBeVisible();
		await expect
			.poll(
				async () => {
					await page.reload();
					return page.getByText(/^Zkontrolováno/).count();
				},
				{ timeout: 60_000, intervals: [1_000] }
			)
			.toBe(1);
		await expect(page.getByText(/Protokol je celý/)).toBeVisible();
	});

	await test.step('it can be taken out line by line, and that is in it', async () => {
		const download = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Stáhnout (JSON Lines)' }).click();
		const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { action: string });
		expect(lines.map(({ action }) => action)).toContain('session.sign-in');
		await page.goto('/admin/log?action=log.exported');
		await expect(page.getByRole('list', { name: 'Protokol' }).getByRole('listitem').first()).toContainText(people.admin.name);
	});

	await test.step('what a role may do is drawn from the code, and explained for a person', async () => {
		await page.goto('/admin/roles');
		await expect(page.getByRole('heading', { level: 1, name: 'Kdo co smí' })).toBeVisible();
		await expectAccessible(page, 'roles');
		const download = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Stáhnout tabulku (CSV)' }).click();
		expect(await readFile(await (await download).path(), 'utf8')).toContain('recordings.clerk');
		await page.getByRole('link', { name: 'Zeptat se na osobu' }).click();
		await page.getByLabel(/^Osoba/).fill(people.clerk.name);
		await page.getByLabel(/^S čím/).fill('Nemocnice Opava');
		await page.getByRole('button', { name: 'Zeptat se' }).click();
		await expect(page.getByText(/Odpověď platí pro zařazení/)).toBeVisible();
		await expectAccessible(page, 'ask');
	});

	await test.step('who may not read it, does not', async () => {
		const member = await signIn(browser, 'member');
		for (const address of ['/admin/log', '/admin/log/export.jsonl', '/admin/roles']) expect((await member.page.request.get(address)).status()).toBeGreaterThanOrEqual(403);
	});
});
