import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { inviteGuest, planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectRecordingStored, expectSeenAndHeard, expectSilence, more } from './room.ts';

const panel = (page: Page) => page.getByRole('complementary', { name: /^Účastníci/ });
const row = (page: Page, name: string) => panel(page).getByRole('listitem').filter({ hasText: name }).last();
const tile = (page: Page, name: string) => page.getByRole('article', { name: new RegExp(name) });
const notice = (page: Page, text: string) => page.getByRole('log').filter({ has: page.getByText(text) });

const mayorName = 'Ing. Karel Štych';
const designerName = 'Božena Šťovíčková';

const unmute = (page: Page) => page.getByRole('toolbar').getByRole('button', { name: 'Zapnout mikrofon' }).click();

async function openPeople(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^Účastníci/ }).click();
	await expect(panel(page)).toBeVisible();
}

/** Opens what a host may do with a person, and presses one of it. */
async function act(page: Page, name: string, action: string, confirm = false): Promise<void> {
	await opened(page, name);
	await row(page, name).getByRole('button', { name: action }).click();
	if (confirm) await page.getByRole('dialog').getByRole('button', { name: action }).click();
}

async function opened(page: Page, name: string): Promise<Locator> {
	const toggle = row(page, name).getByRole('button', { name: `Možnosti: ${name}` });
	if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
	return row(page, name);
}

async function guestAtTheDoor(browser: Browser, link: string, name: string): Promise<Page> {
	const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
	const page = await context.newPage();
	await page.goto(link);
	await page.getByLabel('Vaše jméno').fill(name);
	await page.getByRole('button', { name: 'Pokračovat' }).click();
	await enter(page);
	return page;
}

test('a host keeps order: lobby, sound, cameras, hands, recording, removal, lock', async ({ browser }) => {
	test.setTimeout(420_000);
	const host = (await signIn(browser, 'secretary')).page;
	const meeting = await planMeeting(host, { title: unique('Pracovní porada k rozpočtu'), invited: [people.member.name], recorded: true });
	const mayorLink = await inviteGuest(host, 'Starosta');
	const designerLink = await inviteGuest(host, 'Projektantka');
	await host.goto(`/meetings/${meeting}/room`);
	await enter(host);
	await openPeople(host);
	const mayor = await guestAtTheDoor(browser, mayorLink, mayorName);
	const designer = await guestAtTheDoor(browser, designerLink, designerName);

	await test.step('admits all who wait', async () => {
		await expect(panel(host).getByRole('button', { name: /^Pustit dovnitř/ })).toHaveCount(2);
		await panel(host).getByRole('button', { name: 'Pustit všechny' }).click();
		for (const page of [host, mayor, designer]) await expectSeenAndHeard(page, 2);
	});

	await test.step('mutes one, who can unmute only themselves', async () => {
		await act(host, mayorName, 'Ztlumit');
		await expect(notice(mayor, 'Vedoucí jednání vám ztlumil mikrofon. Zapnout si ho můžete sami.')).toBeVisible();
		await expect(tile(designer, `${mayorName}.*ztlumeno`)).toBeVisible();
		await expect((await opened(host, mayorName)).getByRole('button')).toHaveText(['', 'Připnout obraz', 'Vypnout kameru', 'Vrátit do předsálí', 'Odebrat z jednání']);
		await unmute(mayor);
		await expect(tile(designer, `${mayorName}.*ztlumeno`)).toHaveCount(0);
		await expectSeenAndHeard(host, 2);
	});

	await test.step('mutes all, and it is silent', async () => {
		await more(host, 'Ztlumit všechny', true);
		await expectSilence(host);
		await expect(host.getByRole('toolbar').getByRole('button', { name: 'Ztlumit mikrofon' })).toBeVisible();
		for (const page of [mayor, designer]) await unmute(page);
		await expectSeenAndHeard(host, 2);
	});

	await test.step('stops a camera', async () => {
		await act(host, mayorName, 'Vypnout kameru');
		await expect(notice(mayor, 'Vedoucí jednání vám vypnul kameru.')).toBeVisible();
		for (const page of [host, designer]) await expect(tile(page, mayorName).locator('video')).toHaveCount(0);
		await mayor.getByRole('button', { name: 'Zapnout kameru' }).click();
		await expectSeenAndHeard(designer, 2);
	});

	await test.step('sees hands in the order they were raised, and lowers one', async () => {
		const hands = panel(host).locator('ol > li');
		await mayor.getByRole('button', { name: 'Přihlásit se o slovo' }).click();
		await expect(hands).toHaveCount(1);
		await designer.getByRole('button', { name: 'Přihlásit se o slovo' }).click();
		await expect(hands).toContainText([new RegExp(`1\\..*${mayorName}`), new RegExp(`2\\..*${designerName}`)]);
		for (const page of [host, mayor]) await expect(tile(page, `${designerName}.*hlásí se, 2. v pořadí`)).toContainText('2');
		await act(host, mayorName, 'Zrušit přihlášku');
		await expect(hands).toContainText([new RegExp(`1\\..*${designerName}`)]);
		await expect(tile(mayor, `${designerName}.*hlásí se, 1. v pořadí`)).toContainText('1');
		await expect(mayor.getByRole('button', { name: 'Přihlásit se o slovo' })).toBeVisible();
		await designer.getByRole('button', { name: 'Vzít přihlášku zpět' }).click();
		await expect(hands).toHaveCount(0);
	});

	await test.step('removes one, who cannot come back', async () => {
		await act(host, designerName, 'Odebrat z jednání', true);
		await expect(designer.getByRole('heading', { name: 'Byli jste z jednání odebráni' })).toBeVisible();
		await expect(host.getByTestId('tile')).toHaveCount(2);
		await designer.reload();
		await enter(designer);
		await expect(designer.getByRole('heading', { name: 'Byli jste z jednání odebráni' })).toBeVisible();
		await expect(host.getByTestId('tile')).toHaveCount(2);
		await designer.context().close();
	});

	const member = (await signIn(browser, 'member')).page;
	await test.step('makes another host', async () => {
		await member.goto(`/meetings/${meeting}/room`);
		await enter(member);
		await expectSeenAndHeard(member, 2);
		await act(host, people.member.name, 'Předat vedení', true);
		await expect(notice(member, 'Teď vedete jednání i vy.')).toBeVisible();
		await expect(row(host, people.member.name)).toContainText('vede jednání');
		await openPeople(member);
	});

	await test.step('records, pauses, resumes and stops', async () => {
		const everyone = [host, member, mayor];
		await more(host, 'Spustit nahrávání', true);
		for (const page of [member, mayor]) await page.getByRole('button', { name: 'Souhlasím' }).click();
		await expectRecordingStored(host);
		await more(host, 'Pozastavit nahrávání');
		for (const page of everyone) await expect(page.getByTestId('recording')).toContainText('Nahrávání pozastaveno');
		// The other host may, too.
		await more(member, 'Pokračovat v nahrávání');
		for (const page of everyone) await expect(page.getByTestId('recording')).toContainText('Nahrává se');
		await more(host, 'Ukončit nahrávání', true);
		for (const page of everyone) await expect(page.getByTestId('recording')).toHaveCount(0);
		await expectSeenAndHeard(mayor, 2);
	});

	await test.step('sends one back to the lobby, lets them in again, sends them back and denies them', async () => {
		await act(member, mayorName, 'Vrátit do předsálí');
		await expect(mayor.getByRole('heading', { name: 'Počkejte prosím v předsálí' })).toBeVisible();
		await expect(host.getByTestId('tile')).toHaveCount(2);
		await panel(host).getByRole('button', { name: `Pustit dovnitř: ${mayorName}` }).click();
		await expectSeenAndHeard(mayor, 2);
		await act(member, mayorName, 'Vrátit do předsálí');
		await panel(host).getByRole('button', { name: `Odmítnout: ${mayorName}` }).click();
		await expect(mayor.getByRole('heading', { name: 'Vstup nebyl povolen' })).toBeVisible();
	});

	await test.step('locks the door, and opens it again', async () => {
		await more(host, 'Zamknout jednání');
		await expect(notice(member, 'Jednání je zamčené, nikdo další nevstoupí.')).toBeVisible();
		await mayor.reload();
		await enter(mayor);
		await expect(mayor.getByRole('heading', { name: 'Jednání je zamčené' })).toBeVisible();
		await more(host, 'Odemknout jednání');
		await mayor.getByRole('button', { name: 'Zkusit znovu' }).click();
		await enter(mayor);
		await expect(mayor.getByRole('heading', { name: 'Počkejte prosím v předsálí' })).toBeVisible();
		await mayor.context().close();
	});

	await test.step('leaves, and the meeting goes on under the other host', async () => {
		await host.getByRole('button', { name: 'Odejít' }).click();
		await host.getByRole('dialog').getByRole('button', { name: 'Jen odejít' }).click();
		await expect(host.getByRole('heading', { name: 'Odešli jste z jednání' })).toBeVisible();
		await expect(member.getByTestId('tile')).toHaveCount(1);
		await host.getByRole('button', { name: 'Vrátit se do jednání' }).click();
		await enter(host);
		await more(member, 'Ukončit pro všechny', true);
		for (const page of [host, member]) await expect(page.getByRole('heading', { name: 'Jednání skončilo' })).toBeVisible();
	});
});

test('whoever enters while the browser still asks for the devices is seen and heard as soon as it is answered', async ({ browser }) => {
	const host = (await signIn(browser, 'secretary')).page;
	const member = (await signIn(browser, 'member')).page;
	const meeting = await planMeeting(host, { title: unique('Otázka prohlížeče'), invited: [people.member.name], recorded: false });
	await host.goto(`/meetings/${meeting}/room`);
	await enter(host);

	// The browser's own question cannot be kept open by a test: the answer waits for an event instead.
	await member.addInitScript(() => {
		const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		const answered = new Promise((resolve) => window.addEventListener('answered', resolve, { once: true }));
		navigator.mediaDevices.getUserMedia = async (constraints) => (await answered, ask(constraints));
	});
	await member.goto(`/meetings/${meeting}/room`);
	await member.getByRole('button', { name: 'Vstoupit do jednání' }).click();
	await expect(host.getByTestId('tile')).toHaveCount(2);
	await expect(member.getByText('Prohlížeč se ptá, zda smí použít kameru a mikrofon.')).toBeVisible();
	await expect(tile(host, `${people.member.name}.*ztlumeno`)).toBeVisible();

	await member.evaluate(() => window.dispatchEvent(new Event('answered')));
	await expectSeenAndHeard(host, 1);
	for (const name of ['Vypnout kameru', 'Ztlumit mikrofon']) await expect(member.getByRole('toolbar').getByRole('button', { name })).toBeVisible();
	await expect(member.getByText('Prohlížeč se ptá')).toHaveCount(0);
});
