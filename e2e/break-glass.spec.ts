import { type Browser, expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { linkIn, openMailbox } from './mail.ts';
import { unique } from './meetings.ts';
import { type PersonKey, signIn } from './people.ts';
import { enter, expectRecordingStored, more } from './room.ts';

const reason = 'Pacientka je u nás na příjmu a léčbu navrhovalo toto konzilium.';
const bell = (page: Page) => page.getByRole('link', { name: /^Oznámení, nepřečtených/ });

/** A case conference that starts now, planned by its host through the form. Returns its id. */
async function planCase(page: Page, title: string): Promise<string> {
	await page.goto('/meetings/new');
	await page.getByRole('combobox', { name: 'Druh' }).selectOption({ label: 'Konzilium' });
	await page.getByRole('textbox', { name: 'Název', exact: true }).fill(title);
	const recorded = page.getByRole('switch', { name: 'Schůzka se bude nahrávat' });
	if ((await recorded.getAttribute('aria-checked')) !== 'true') await recorded.click();
	await page.getByRole('button', { name: 'Vytvořit schůzku' }).click();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	return /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? '';
}

async function seesNoDoor(browser: Browser, who: PersonKey, address: string, title: string): Promise<void> {
	const { page } = await signIn(browser, who);
	expect((await page.goto(address))?.status()).toBe(404);
	await expect(page.getByText(title)).toHaveCount(0);
	await expect(page.getByText('Mimořádný přístup')).toHaveCount(0);
}

test('a clinician from another hospital opens a case in an emergency, and its host hears of it at once', async ({ browser }) => {
	test.setTimeout(300_000);
	const mailbox = await openMailbox();
	const host = await signIn(browser, 'clinician');
	const helper = await signIn(browser, 'krnovClinician');
	const title = unique('Konzilium k operaci páteře');
	const address = `/meetings/${await planCase(host.page, title)}`;

	await host.page.goto(`${address}/room`);
	await enter(host.page);
	await more(host.page, 'Spustit nahrávání', true);
	await expectRecordingStored(host.page);

	await test.step('nobody but a clinician is even shown the door', async () => {
		for (const who of ['mayor', 'hospitalClerk'] as const) await seesNoDoor(browser, who, address, title);
	});

	await test.step('the clinician is asked for a reason, and not shown whose case it is', async () => {
		const { page } = helper;
		await page.goto(address);
		await expect(page.getByRole('heading', { level: 1, name: 'Mimořádný přístup' })).toBeVisible();
		await expect(page.getByText(title)).toHaveCount(0);
		await expectAccessible(page, 'break-glass');
		await page.getByLabel('Proč to potřebujete').fill('akutně');
		await page.getByRole('button', { name: 'Otevřít konzilium' }).click();
		await expect(page.getByText('Napište důvod, aspoň 10 znaků.')).toBeVisible();
		await page.getByLabel('Proč to potřebujete').fill(reason);
		await page.getByRole('button', { name: 'Otevřít konzilium' }).click();
		await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
		await expect(page.getByText(/otevřeno do \d/)).toBeVisible();
	});

	await test.step('the host is told by mail and by the bell, and reads why', async () => {
		const letter = await mailbox.letter('kucerova@demo.sal.test', 'Někdo mimořádně otevřel vaše konzilium');
		expect(letter.text).toContain(helper.name);
		expect(letter.text).not.toContain(title);
		const page = await host.context.newPage();
		await page.goto('/');
		await bell(page).click();
		await page.getByRole('link', { name: new RegExp(`${helper.name}.*mimořádně otevírá konzilium`) }).first().click();
		await expect(page.getByText(reason)).toBeVisible();
		await page.goto(linkIn(letter));
		await expect(page.getByText(reason)).toBeVisible();
		await expectAccessible(page, 'opened case');
		await page.close();
	});

	await test.step('in the room the mark stands beside the name, and the chat is open', async () => {
		await helper.page.getByRole('link', { name: 'Vstoupit' }).click();
		await enter(helper.page);
		await expect(host.page.getByRole('article', { name: `${helper.name} (mimořádný přístup)` })).toBeVisible();
		await helper.page.getByRole('button', { name: 'Souhlasím' }).click();
		await helper.page.getByRole('button', { name: /^Chat/ }).click();
		await helper.page.getByLabel('Zpráva všem').fill('Dobrý den, pacientku máme na příjmu v Krnově.');
		await helper.page.getByRole('button', { name: 'Odeslat' }).click();
		await host.page.getByRole('button', { name: /^Chat/ }).click();
		await expect(host.page.getByText('Dobrý den, pacientku máme na příjmu v Krnově.', { exact: true })).toBeVisible();
		await more(host.page, 'Ukončit pro všechny', true);
		await expect(helper.page.getByRole('heading', { name: 'Jednání skončilo' })).toBeVisible();
	});

	await test.step('for the hour the recording with its chat is open too', async () => {
		const { page } = helper;
		await page.goto(address);
		await expect
			.poll(
				async () => {
					await page.reload();
					return page.getByRole('link', { name: /^Záznam: / }).count();
				},
				{ timeout: 60_000, intervals: [1_000] }
			)
			.toBeGreaterThan(0);
		await page.getByRole('link', { name: /^Záznam: / }).click();
		await expect(page).toHaveURL(/\/recordings\//);
		await expect
			.poll(
				async () => {
					await page.reload();
					return page.locator('video').count();
				},
				{ timeout: 180_000, intervals: [2_000] }
			)
			.toBe(1);
		await page.getByRole('tab', { name: /^Chat/ }).click();
		await expect(page.getByText('Dobrý den, pacientku máme na příjmu v Krnově.').first()).toBeVisible();
	});

	await test.step('the host objects, and the clinician hears of it', async () => {
		const { page } = host;
		await page.goto(address);
		await page.getByLabel('Poznámka').fill('Příště prosím zavolejte.');
		await page.getByRole('button', { name: 'Vznést námitku' }).click();
		await expect(page.getByText('námitka', { exact: true })).toBeVisible();
		await helper.page.goto('/notifications');
		await expect(helper.page.getByText(/námitk/i).first()).toBeVisible();
	});

	await test.step('the log says who, when and why', async () => {
		const { page } = await signIn(browser, 'admin');
		await page.goto('/admin/log?action=meetings.break-glass');
		const entry = page.getByRole('listitem').filter({ hasText: helper.name }).first();
		await expect(entry).not.toContainText(title);
		await entry.getByRole('link').first().click();
		await expect(page.getByText(reason)).toBeVisible();
		await page.goto('/admin/log?action=meeting.entered');
		await expect(page.getByRole('listitem').filter({ hasText: helper.name }).first()).toContainText('mimořádný přístup');
	});
	await mailbox.close();
});
