import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';

/** The Czech letters of these tests in Windows-1250, which Excel writes when asked for CSV. */
const CP1250: Record<string, number> = { á: 0xe1, č: 0xe8, é: 0xe9, ě: 0xec, í: 0xed, ř: 0xf8, š: 0x9a, ý: 0xfd, ž: 0x9e, Č: 0xc8, Ž: 0x8e };
const windows1250 = (text: string) => Buffer.from([...text].map((letter) => CP1250[letter] ?? letter.charCodeAt(0)));

const tag = Date.now().toString(36);
const head = 'id;nadřazená;druh;název;IČO;datová schránka;adresa;platí od;platí do';
const file = (ico: string) => windows1250(`${head}\r\nS-${tag};org-11;areál;Areál Žižkova ${tag};${ico};;;;\r\nW-${tag};S-${tag};oddělení;Dětské ${tag};;;;;\r\n`);

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
	await page.goto('/admin/imports');
	await page.getByLabel('Co soubor obsahuje').selectOption({ label: 'Organizace' });
	await page.getByLabel(/^Soubor/).setInputFiles({ name, mimeType: 'text/csv', buffer });
	await page.getByRole('button', { name: 'Zkontrolovat soubor' }).click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('an operator brings a file in: refused with its reasons, mended, seen before, written, and the same again changes nothing', async ({ browser }) => {
	const { page } = await signIn(browser, 'admin');

	await test.step('one wrong number refuses the file, and says where', async () => {
		await upload(page, 'spatne.csv', file('12345678'));
		await expect(page.getByText('Soubor obsahuje chyby a nic se nezapsalo')).toBeVisible();
		await expect(page.getByRole('listitem').filter({ hasText: `Areál Žižkova ${tag}` })).toContainText('IČO');
		await expect(page.getByRole('button', { name: 'Zapsat všechny změny' })).toHaveCount(0);
		await expectAccessible(page, 'refused import');
	});

	await test.step('a mended one shows each row first, and is written whole', async () => {
		await upload(page, 'dobre.csv', file(''));
		await expect(page.getByText('Soubor je v pořádku. Prohlédněte si, co se změní')).toBeVisible();
		await expect(page.getByRole('listitem').filter({ hasText: `Dětské ${tag}` })).toBeVisible();
		await expectAccessible(page, 'checked import');
		await page.getByRole('button', { name: 'Zapsat všechny změny' }).click();
		await expect(page.getByText(/Změny jsou zapsány/)).toBeVisible({ timeout: 60_000 });
		await page.goto(`/search?q=${encodeURIComponent(`Dětské ${tag}`)}`);
		await expect(page.getByRole('main').getByRole('link', { name: new RegExp(`Dětské ${tag}`) })).toBeVisible();
	});

	await test.step('the same file again changes nothing', async () => {
		await upload(page, 'znovu.csv', file(''));
		await expect(page.getByText('Soubor je v pořádku a nic by nezměnil')).toBeVisible();
	});

	await test.step('what is taken out has it, in letters that every program reads', async () => {
		await page.goto('/admin/imports');
		const download = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Organizace · CSV' }).click();
		expect(await readFile(await (await download).path(), 'utf8')).toContain(`Areál Žižkova ${tag}`);
	});
});
