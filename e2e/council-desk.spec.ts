/** The desks of a session: what the secretary writes along, and how members in the hall say that they are there. */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { planSession, post } from './council.ts';
import { test } from './journey.ts';
import { people, signIn } from './people.ts';

const codeOf = async (office: Page, session: string) => ((await (await office.request.get(`/council/${session}/check-in/code`)).json()) as { address: string }).address;
const presentIn = (page: Page) => page.getByRole('region', { name: 'Prezence' });

test('members in the hall scan a code, and the secretary writes the session along', async ({ browser }) => {
	test.setTimeout(300_000);
	const office = (await signIn(browser, 'secretary')).page;
	const { session, title } = await planSession(office, { seats: ['chair', 'member', 'otherMember'], items: ['Rozpočet kraje', 'Silnice'] });
	const chair = (await signIn(browser, 'chair')).page;
	const phone = (await signIn(browser, 'member', { viewport: { width: 390, height: 844 } })).page;

	await test.step('the hall’s screen shows the code; a phone that scans it makes its owner present, once', async () => {
		await office.goto(`/council/${session}/projection`);
		await expect(office.getByRole('img', { name: /QR kód/ })).toBeVisible();
		await expectAccessible(office, 'projection with the code');
		const address = await codeOf(office, session);
		await phone.goto(address);
		await expect(phone.getByText('Jste zapsáni jako přítomní v sále.')).toBeVisible();
		await expectAccessible(phone, 'checked in');
		await phone.goto(await codeOf(office, session));
		await expect(phone.getByText('Jste zapsáni jako přítomní v sále.')).toBeVisible();
		await expect(office.getByText('přítomno 1, třeba 2')).toBeVisible();
	});

	await test.step('another code is told to be wrong, and nobody without a seat is present', async () => {
		await phone.goto(`/council/${session}/check-in?code=abc.AAAAAAAAAAAAAAAAAAAAAA`);
		await expect(phone.getByText('Tenhle kód k zasedání nepatří.')).toBeVisible();
		const clerk = (await signIn(browser, 'clerk')).page;
		await clerk.goto(await codeOf(office, session));
		await expect(clerk.getByText('Tady nemáte místo')).toBeVisible();
		expect((await clerk.request.get(`/council/${session}/check-in/code`)).status()).toBe(403);
	});

	await post(chair, `/council/${session}/desk?/open`, {});
	await post(chair, `/council/${session}/seat?/checkIn`, {});
	await office.goto(`/council/${session}/secretary`);

	await test.step('the list of the hall goes by keyboard, without diacritics', async () => {
		await expect(presentIn(office).getByText('Přítomno 2 z 3')).toBeVisible();
		await office.getByRole('searchbox', { name: 'Hledat člena' }).fill('zizka');
		await expect(presentIn(office).getByRole('listitem')).toHaveCount(1);
		await office.keyboard.press('Enter');
		await expect(presentIn(office).getByRole('listitem').filter({ hasText: people.otherMember.name })).toContainText('v sále');
	});

	await test.step('the course writes itself; notes and corrections are added, and stay in order', async () => {
		await office.getByRole('textbox', { name: 'Poznámka do zápisu' }).fill('Zasedání natáčí televize.');
		await office.getByRole('button', { name: 'Zapsat', exact: true }).click();
		const note = office.getByRole('listitem').filter({ hasText: 'Zasedání natáčí televize.' });
		await expect(note).toBeVisible();
		await note.getByRole('button', { name: 'Opravit' }).click();
		await office.getByRole('textbox', { name: 'Co má být správně' }).fill('Zasedání natáčejí dvě televize.');
		await office.getByRole('button', { name: 'Připsat opravu' }).click();
		await expect(note.getByText('Oprava: Zasedání natáčejí dvě televize.')).toBeVisible();
		await post(chair, `/council/${session}/desk?/item`, { item: await nextItem(chair, session) });
		await expect(office.getByRole('listitem').filter({ hasText: 'Projednávání začíná.' })).toBeVisible();
	});

	await test.step('a conflict that was said aloud, a request to speak, and a note that says nothing', async () => {
		await office.getByText('Střet zájmů za člena').click();
		await office.getByRole('group').filter({ hasText: 'Střet zájmů za člena' }).getByRole('textbox', { name: 'Důvod' }).fill('Stavba sousedí s jeho domem');
		await office.getByRole('button', { name: 'Zapsat střet zájmů' }).click();
		await expect(office.getByText('oznamuje střet zájmů: Stavba sousedí s jeho domem')).toBeVisible();
		await office.getByRole('button', { name: 'Zapsat', exact: true }).click();
		await expect(office.getByText('Napište, co se má zapsat.')).toBeVisible();
	});

	await test.step('a member notes something for themself at the seat: it saves itself, and nobody else reads it', async () => {
		await phone.goto(`/council/${session}/seat`);
		await phone.getByRole('button', { name: /^Moje poznámka/ }).click();
		const note = phone.getByRole('textbox', { name: 'Moje poznámka k bodu Rozpočet kraje' });
		await note.fill('Zeptat se na rezervu');
		await expect(phone.getByText('Uloženo', { exact: true })).toBeVisible();
		await expectAccessible(phone, 'seat with a note');
		await phone.screenshot({ path: test.info().outputPath('note-390.png'), fullPage: true });
		await phone.goto(`/council/${session}`);
		await phone.getByRole('button', { name: /^Moje poznámka.*Rozpočet kraje.*napsaná$/ }).click();
		await expect(note).toHaveValue('Zeptat se na rezervu');
		await phone.screenshot({ path: test.info().outputPath('notes-390.png'), fullPage: true });
		for (const [page, path] of [[chair, `/council/${session}/seat`], [office, `/council/${session}`]] as const) {
			await page.goto(path);
			await expect(page.getByRole('button', { name: /^Moje poznámka/ }).first()).toBeVisible();
			expect(await page.content()).not.toContain('Zeptat se na rezervu');
		}
		await office.goto(`/council/${session}/secretary`);
	});

	await test.step('the chair’s desk goes by single keys, which can be switched off', async () => {
		await chair.setViewportSize({ width: 1440, height: 1000 });
		await chair.goto(`/council/${session}/desk`);
		await chair.getByText('Klávesy', { exact: true }).click();
		await expect(chair.getByText('další bod programu')).toBeVisible();
		await expectAccessible(chair, 'desk');
		await chair.screenshot({ path: test.info().outputPath('desk-1440.png'), fullPage: true });
		await chair.getByRole('switch', { name: 'Ovládat pult jednou klávesou' }).click();
		await chair.keyboard.press('d');
		await chair.getByRole('switch', { name: 'Ovládat pult jednou klávesou' }).click();
		await expect(chair.getByRole('heading', { level: 1, name: '1. Rozpočet kraje' })).toBeVisible();
		await chair.keyboard.press('d');
		await expect(chair.getByRole('heading', { level: 1, name: '2. Silnice' })).toBeVisible();
	});

	for (const [width, scheme] of [[1440, 'light'], [390, 'dark']] as const) {
		await office.setViewportSize({ width, height: 1000 });
		await office.emulateMedia({ colorScheme: scheme });
		await expectAccessible(office, `secretary at ${String(width)}`);
		await office.screenshot({ path: test.info().outputPath(`secretary-${String(width)}.png`), fullPage: true });
		expect(await office.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${title} scrolls sideways at ${String(width)}`).toBeLessThanOrEqual(0);
	}
});

async function nextItem(page: Page, session: string): Promise<string> {
	const { state } = (await (await page.request.get(`/council/${session}/live`)).json()) as { state: { agenda: { id: string; state: string }[] } };
	return state.agenda.find((item) => item.state === 'planned')?.id ?? '';
}
