import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { house } from './house.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';

const open = async (page: Page) => {
	await page.goto('/account/my-data');
	await expect(page.getByRole('heading', { level: 1, name: 'Moje údaje' })).toBeVisible();
};
/** A stored (never compressed) archive names its files in clear text. */
const names = (zip: Buffer) => [...new Set(zip.toString('latin1').match(/(?:[a-z-]+\.jsonl|README\.txt)(?=[^a-z])/g))];

test('somebody sees who looked, takes their data along, asks to be erased, and is', async ({ browser }) => {
	const leaver = await signIn(browser, 'leaver');
	const admin = await signIn(browser, 'admin');
	const { page } = leaver;

	await test.step('the administrator changes something about them', async () => {
		await admin.page.goto('/organisations/people?q=Vrba');
		await admin.page.getByRole('link', { name: leaver.name }).click();
		await admin.page.getByText('Upravit jméno a e-mail').click();
		await admin.page.getByRole('button', { name: 'Uložit' }).first().click();
		await expect(admin.page.getByRole('heading', { level: 1, name: leaver.name })).toBeVisible();
	});

	await test.step('they see who it was, and as whom', async () => {
		await open(page);
		await expect(page.getByRole('listitem').filter({ hasText: admin.name }).filter({ hasText: 'Změna údajů osoby' }).first()).toBeVisible();
		await page.getByLabel('Co ukázat').selectOption('looks');
		await expect(page).toHaveURL(/kind=looks/);
		await expect(page.getByText('V této době nic')).toBeVisible();
		await open(page);
		await expectAccessible(page, 'my data');
	});

	await test.step('they take their data as a file', async () => {
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Stáhnout moje údaje' }).click()]);
		expect(download.suggestedFilename()).toMatch(/^moje-udaje-\d{4}-\d\d-\d\d\.zip$/);
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const zip = Buffer.concat(chunks);
		expect(names(zip)).toEqual(expect.arrayContaining(['README.txt', 'person.jsonl', 'affiliations.jsonl', 'roles.jsonl', 'sessions.jsonl', 'meetings.jsonl', 'log.jsonl']));
		expect(zip.toString('utf8')).toContain(leaver.name);
		expect(zip.toString('utf8')).not.toMatch(/argon2/);
	});

	await test.step('they ask to be erased', async () => {
		await page.getByRole('button', { name: 'Požádat o výmaz' }).click();
		await expectAccessible(page, 'asking to be erased');
		await page.getByRole('dialog').getByRole('button', { name: 'Požádat o výmaz' }).click();
		await expect(page.getByText('Žádost čeká na správce vaší organizace')).toBeVisible();
	});

	await test.step('it waits for the administrator, who carries it out', async () => {
		await admin.page.goto('/');
		await admin.page.getByRole('link', { name: leaver.name }).first().click();
		await admin.page.getByRole('button', { name: 'Vypnout účet' }).click();
		await admin.page.getByRole('dialog').getByRole('button', { name: 'Vypnout účet' }).click();
		await admin.page.getByRole('button', { name: 'Vymazat osobu' }).click();
		const dialog = admin.page.getByRole('dialog', { name: `Vymazat osobu ${leaver.name}?` });
		await expectAccessible(admin.page, 'erasing');
		await dialog.getByRole('button', { name: 'Vymazat osobu' }).click();
		await expect(admin.page.getByRole('heading', { level: 1, name: 'Vymazaná osoba' })).toBeVisible();
		await expectAccessible(admin.page, 'an erased person');
	});

	await test.step('the person is out, and cannot sign in', async () => {
		await page.goto('/account/my-data');
		await expect(page).toHaveURL(/\/login/);
		await page.getByLabel('E-mail').fill('vrba@demo.sal.test');
		await page.getByLabel('Heslo').fill(house().demoPassword);
		await page.getByRole('button', { name: 'Přihlásit se', exact: true }).click();
		await expect(page.getByRole('alert')).toBeVisible();
		await expect(page).toHaveURL(/\/login/);
	});
});
