import { expect, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectRecordingStored, expectSeenAndHeard, more } from './room.ts';

declare global {
	interface Window {
		/** What the page got from its camera and microphone, the latest last. */
		tracks?: MediaStreamTrack[];
	}
}

const control = (page: Page, name: string | RegExp) => page.getByRole('toolbar').getByRole('button', { name });
const chat = (page: Page) => page.getByRole('complementary', { name: 'Chat' });

async function write(page: Page, text: string): Promise<void> {
	await chat(page).getByLabel('Zpráva všem').fill(text);
	await chat(page).getByRole('button', { name: 'Odeslat' }).click();
	await expect(chat(page).getByLabel('Zpráva všem')).toHaveValue('');
}

/** Remembers the tracks of a page, so that a device can be pulled out from under it. */
async function rememberTracks(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		window.tracks = [];
		navigator.mediaDevices.getUserMedia = async (constraints) => {
			const stream = await ask(constraints);
			window.tracks?.push(...stream.getTracks());
			return stream;
		};
	});
}

/** What the browser tells a page whose running device was pulled out. */
async function pullOut(page: Page, kind: 'audio' | 'video', { last = false } = {}): Promise<void> {
	await page.evaluate(
		([kind, last]) => {
			if (last) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Requested device not found', 'NotFoundError'));
			const track = window.tracks?.findLast((one) => one.kind === kind && one.readyState === 'live');
			track?.stop();
			track?.dispatchEvent(new Event('ended'));
		},
		[kind, last] as const
	);
}

/** Controls that a finger would miss: lower or narrower than 44 px. */
async function tooSmall(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		[...document.querySelectorAll('button, select, input, textarea')]
			.filter((element) => element.checkVisibility({ visibilityProperty: true }))
			.map((element) => ({ name: element.getAttribute('aria-label') ?? element.textContent.trim(), box: (element.closest('label') ?? element).getBoundingClientRect() }))
			.filter(({ box }) => box.width < 44 || box.height < 44)
			.map(({ name, box }) => `${name}: ${box.width} × ${box.height}`)
	);
}

test('the frame of the room: keyboard, chat, lost devices, phone', async ({ browser }) => {
	const phone = (await signIn(browser, 'secretary', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).page;
	const desk = (await signIn(browser, 'member')).page;
	await rememberTracks(desk);
	const title = unique('Porada z mobilu');
	const meeting = await planMeeting(phone, { title, invited: [people.member.name], recorded: true });
	for (const page of [phone, desk]) {
		await page.goto(`/meetings/${meeting}/room`);
		await enter(page);
	}
	await expectSeenAndHeard(phone, 1);

	await test.step('gives the focus to what opens, and back to what opened it', async () => {
		await control(desk, 'Chat').press('Enter');
		await expect(chat(desk).getByLabel('Zpráva všem')).toBeFocused();
		await desk.keyboard.type('Rozepsáno');
		await desk.keyboard.press('Escape');
		await expect(chat(desk)).toHaveCount(0);
		await expect(control(desk, 'Chat')).toBeFocused();
		await desk.keyboard.press('c');
		await expect(chat(desk).getByLabel('Zpráva všem')).toHaveValue('Rozepsáno');
		await chat(desk).getByRole('button', { name: 'Zavřít' }).click();
		await expect(control(desk, 'Chat')).toBeFocused();

		await control(desk, 'Další možnosti').press('Enter');
		const menu = desk.getByRole('group', { name: 'Další možnosti' });
		await expect(menu.getByRole('button', { name: 'Zvětšit mluvčího' })).toBeFocused();
		await menu.getByRole('button', { name: 'Nastavení zvuku a obrazu' }).press('Enter');
		await expect(desk.getByRole('dialog').getByRole('button', { name: 'Zavřít' })).toBeFocused();
		await desk.keyboard.press('Escape');
		await expect(desk.getByRole('dialog')).toHaveCount(0);
		await expect(control(desk, 'Další možnosti')).toBeFocused();
	});

	await test.step('leaves whoever reads older messages where they are', async () => {
		await control(phone, 'Chat').tap();
		await expect(chat(phone)).toBeFocused();
		await control(desk, 'Chat').click();
		const list = chat(desk).getByRole('list', { name: 'Zprávy' });
		const distance = () => list.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
		await write(phone, Array.from({ length: 60 }, (_, line) => `Bod ${line + 1}`).join('\n'));
		await expect(list).toContainText('Bod 60');
		await expect.poll(distance).toBeLessThan(2);
		await list.evaluate((element) => element.scrollTo({ top: 0 }));
		await expect.poll(distance).toBeGreaterThan(100);
		await write(phone, 'Bod navíc');
		await expect(chat(desk).getByRole('button', { name: 'Nové zprávy: 1' })).toBeVisible();
		await expect(desk).toHaveTitle(`(1) ${title}`);
		expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
		await chat(desk).getByRole('button', { name: 'Nové zprávy: 1' }).click();
		await expect(chat(desk).getByText('Bod navíc')).toBeInViewport();
		await expect(chat(desk).getByRole('button', { name: /^Nové zprávy/ })).toHaveCount(0);
		await expect(desk).toHaveTitle(title);
		await write(phone, 'A ještě jeden');
		await expect(chat(desk).getByText('A ještě jeden')).toBeInViewport();
	});

	await test.step('takes another microphone when one is pulled out, and says what happened when there is none', async () => {
		const notice = desk.getByRole('log').filter({ hasText: 'Mikrofon byl odpojen. Přepnuli jsme na: ' });
		await pullOut(desk, 'audio');
		await expect(notice).toBeVisible();
		await expect(control(desk, 'Ztlumit mikrofon')).toBeVisible();
		await expectSeenAndHeard(phone, 1);
		await pullOut(desk, 'video', { last: true });
		await expect(desk.getByText('Kamera byla odpojena a jinou jsme nenašli. Ostatní vás nevidí.')).toBeVisible();
		await expect(control(desk, 'Zapnout kameru')).toBeVisible();
		await desk.getByRole('button', { name: 'Vybrat zařízení' }).last().click();
		await expect(desk.getByRole('dialog', { name: 'Nastavení zvuku a obrazu' })).toBeVisible();
		await desk.keyboard.press('Escape');
	});

	await test.step('can be used with a finger, and shows a host how fresh the stored recording is', async () => {
		expect(await tooSmall(phone)).toEqual([]);
		await phone.keyboard.press('Escape');
		await expect(chat(phone)).toHaveCount(0);
		await more(phone, 'Spustit nahrávání', true);
		await expectRecordingStored(phone);
		await expect(phone.getByTestId('recording').getByTitle(/^bezpečně uloženo před \d+ s$/)).toBeVisible();
		await expect(phone).toHaveTitle(`Nahrává se · ${title}`);
		await phone.getByRole('button', { name: 'Další možnosti' }).tap();
		expect(await tooSmall(phone)).toEqual([]);
		await phone.getByRole('group', { name: 'Další možnosti' }).getByRole('button', { name: 'Účastníci: 2' }).tap();
		await phone.getByRole('button', { name: `Možnosti: ${people.member.name}` }).tap();
		expect(await tooSmall(phone)).toEqual([]);
		await phone.getByRole('button', { name: 'Odebrat z jednání' }).tap();
		expect(await tooSmall(phone)).toEqual([]);
		await phone.getByRole('button', { name: 'Zrušit' }).tap();
		await expect(phone.getByRole('button', { name: `Možnosti: ${people.member.name}` })).toBeFocused();
	});
});
