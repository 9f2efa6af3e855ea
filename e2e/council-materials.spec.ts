/** What members read before they decide: the office brings files, members and citizens read them, a mistake is withdrawn. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { planSession } from './council.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';

const pdf = (text: string) => Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length ${text.length + 37}>>stream\nBT /F1 24 Tf 40 200 Td (${text}) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

test('the office brings materials, members and citizens read them, and a mistake is withdrawn', async ({ browser }) => {
	const office = (await signIn(browser, 'secretary')).page;
	const { session } = await planSession(office, { seats: ['chair', 'otherMember', 'member'], items: ['Rozpočet kraje'] });
	const [first, second] = [pdf('Rozpocet'), pdf('Rozpocet opraveny')];
	await office.goto(`/council/${session}`);

	await test.step('several files at once; what is no document is refused with the reason', async () => {
		const files = [
			{ name: 'Důvodová zpráva.pdf', mimeType: 'application/pdf', buffer: first },
			{ name: 'Příloha.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ a program that calls itself a PDF') },
			{ name: 'poznámky.txt', mimeType: 'text/plain', buffer: Buffer.from('text') }
		];
		await office.locator('input[type=file]').setInputFiles(files);
		await expect(office.getByRole('link', { name: /Důvodová zpráva PDF/ })).toBeVisible();
		for (const name of ['Příloha.pdf', 'poznámky.txt']) await expect(office.getByRole('alert').filter({ hasText: `Soubor ${name} nebyl přijat` })).toContainText('Tento druh souboru nepřijímáme.');
		await expectAccessible(office, 'agenda with materials');
	});

	const address = await office.getByRole('link', { name: /Důvodová zpráva PDF/ }).getAttribute('href');
	const member = (await signIn(browser, 'member', { viewport: { width: 390, height: 844 } })).page;
	const citizen = await (await browser.newContext()).newPage();
	const refusedByPolicy: string[] = [];
	citizen.on('console', (message) => message.text().includes('Content Security Policy') && refusedByPolicy.push(message.text()));
	await test.step('a member saves exactly what was brought; a citizen sees nothing of it yet', async () => {
		await member.goto(address ?? '');
		await expect(member.locator('.pdfViewer canvas').first()).toBeVisible();
		await expect(member.getByRole('region', { name: 'Strana 1' })).toContainText('Rozpocet');
		await expect(member.getByText('z 1', { exact: true })).toBeVisible();
		const [saved] = await Promise.all([member.waitForEvent('download'), member.getByRole('link', { name: 'Stáhnout', exact: true }).click()]);
		expect(saved.suggestedFilename()).toBe('Důvodová zpráva.pdf');
		expect(sha256(await readFile(await saved.path()))).toBe(sha256(first));
		await expectAccessible(member, 'material');
		await citizen.goto(`/sessions/${session}`);
		await expect(citizen.getByText('Rozpočet kraje').first()).toBeVisible();
		await expect(citizen.getByRole('link', { name: /Důvodová zpráva/ })).toHaveCount(0);
	});

	await test.step('a new version stands before the old one; what is published, everybody reads', async () => {
		await office.goto(address ?? '');
		await office.locator('input[type=file]').setInputFiles({ name: 'Zpráva po opravě.pdf', mimeType: 'application/pdf', buffer: second });
		await expect(office.getByText('verze 2')).toBeVisible();
		await office.getByRole('switch', { name: 'Zveřejnit' }).click();
		await office.getByRole('button', { name: 'Uložit' }).click();
		await expect(office.getByText('Uloženo')).toBeVisible();
		await citizen.reload();
		await expectAccessible(citizen, 'public session with materials');
		await citizen.getByRole('link', { name: /Důvodová zpráva/ }).click();
		await expect(citizen.getByRole('region', { name: 'Strana 1' })).toContainText('Rozpocet opraveny');
		await expect(citizen.getByText(sha256(second))).toBeVisible();
		await expectAccessible(citizen, 'public material');
		const [saved] = await Promise.all([citizen.waitForEvent('download'), citizen.getByRole('link', { name: 'Stáhnout', exact: true }).click()]);
		expect(sha256(await readFile(await saved.path()))).toBe(sha256(second));
		expect(refusedByPolicy).toEqual([]);
		await citizen.goBack();
	});

	await test.step('published again, its hash hangs on the board; withdrawn, it is struck out with the reason and opens no more', async () => {
		await office.goto(`/council/${session}`);
		await office.getByRole('button', { name: 'Zveřejnit změny' }).click();
		await expect(office.getByText('Doklad o zveřejnění')).toBeVisible();
		await office.goto(address ?? '');
		await office.getByRole('textbox', { name: 'Důvod' }).fill('Obsahuje osobní údaje');
		await office.getByRole('button', { name: 'Vzít podklad zpět' }).click();
		await expect(office.getByRole('link', { name: /Důvodová zpráva/ })).toContainText('vzato zpět');
		await member.reload();
		await expect(member.getByText('Obsahuje osobní údaje')).toBeVisible();
		await expect(member.getByRole('link', { name: 'Stáhnout', exact: true })).toHaveCount(0);
		await citizen.reload();
		await expect(citizen.getByText('Rozpočet kraje').first()).toBeVisible();
		await expect(citizen.getByRole('link', { name: /Důvodová zpráva/ })).toHaveCount(0);
	});
});
