import { type Browser, expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { house } from './house.ts';
import { test } from './journey.ts';
import { people, signIn, type PersonKey } from './people.ts';
import { phone, setUpCodes } from './second-factor.ts';

async function atLogin(browser: Browser, key: PersonKey): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await page.goto('/login');
	await page.getByLabel('E-mail').fill(`${people[key].account}@demo.sal.test`);
	await page.getByLabel('Heslo').fill(house().demoPassword);
	await page.getByRole('button', { name: 'Přihlásit se', exact: true }).click();
	return page;
}

test('a password is not enough where a phone’s code is on; a recovery code is good once', async ({ browser }) => {
	const { page } = await signIn(browser, 'otherMember');
	await page.goto('/account/security');
	await expectAccessible(page, 'account security');
	const { seed, recovery } = await setUpCodes(page, { wrongFirst: true });

	// The code of the next half minute: that of this one was used up by setting up.
	const next = await atLogin(browser, 'otherMember');
	await expect(next.getByRole('heading', { name: 'Ještě jeden krok' })).toBeVisible();
	await expectAccessible(next, 'second factor');
	await next.goto('/meetings');
	await expect(next).toHaveURL(/\/login/);
	await next.goto('/login/second-factor?next=/meetings');
	await next.getByLabel('Kód z aplikace').fill(phone(seed, Date.now() + 30_000));
	await next.getByRole('button', { name: 'Přihlásit se', exact: true }).click();
	await expect(next).toHaveURL(/\/meetings$/);

	for (const right of [true, false]) {
		const lost = await atLogin(browser, 'otherMember');
		await lost.getByText('Nemám telefon u sebe').click();
		await lost.getByRole('textbox', { name: 'Záložní kód', exact: true }).fill(recovery[0] ?? '');
		await lost.getByRole('button', { name: 'Použít záložní kód' }).click();
		await (right ? expect(lost).not.toHaveURL(/\/login/) : expect(lost.getByText('Kód nesouhlasí')).toBeVisible());
	}

	await page.goto('/account/security');
	await page.getByLabel('Kód z aplikace').fill(recovery[1] ?? '');
	await page.getByRole('button', { name: 'Vypnout kód z telefonu' }).click();
	await expect(page.getByText('Kód z telefonu je vypnutý.')).toBeVisible();
});

test('a passkey signs in without e-mail and password', async ({ browser }) => {
	const { page, context } = await signIn(browser, 'mayor');
	const cdp = await context.newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
	await page.goto('/account/security');
	await page.getByLabel('Název nového klíče').fill('Obecní notebook');
	await page.getByRole('button', { name: 'Přidat přístupový klíč' }).click();
	await expect(page.getByText('Přístupový klíč je přidaný.')).toBeVisible();

	await page.getByText('Nabídka účtu').locator('..').click();
	await page.getByRole('button', { name: 'Odhlásit se', exact: true }).click();
	await expect(page).toHaveURL(/\/login/);
	await page.goto('/login?next=/account/security');
	await expectAccessible(page, 'login');
	await page.getByRole('button', { name: /přístupov/ }).click();
	await expect(page).toHaveURL(/\/account\/security$/);
	await expect(page.getByText('Naposledy použit')).toBeVisible();

	await page.getByRole('button', { name: 'Odebrat přístupový klíč Obecní notebook' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Odebrat' }).click();
	await expect(page.getByText('Zatím nemáte žádný přístupový klíč.')).toBeVisible();
});

test('a session is ended from another browser', async ({ browser }) => {
	const here = await signIn(browser, 'hospitalClerk');
	const there = await signIn(browser, 'hospitalClerk');
	await here.page.goto('/account/sessions');
	await expectAccessible(here.page, 'sessions');
	const own = here.page.getByRole('listitem').filter({ hasText: 'tento prohlížeč' });
	await expect(own).toHaveCount(1);
	for (const others = here.page.getByRole('button', { name: /^Odhlásit Chrome/ }); (await others.count()) > 0; ) {
		const before = await others.count();
		await others.first().click();
		await expect(others).toHaveCount(before - 1);
	}
	await there.page.goto('/meetings');
	await expect(there.page).toHaveURL(/\/login/);
	await here.page.goto('/meetings');
	await expect(here.page).toHaveURL(/\/meetings$/);
});

test('a locked screen asks for the password and goes on where it was', async ({ browser }) => {
	const { page } = await signIn(browser, 'clerk');
	await page.goto('/account/security');
	await page.request.post('/unlock?/lock', { headers: { origin: house().origin, accept: 'application/json' }, form: {} });
	await page.goto('/account/sessions');
	await expect(page.getByRole('heading', { name: 'Zamčeno' })).toBeVisible();
	await expectAccessible(page, 'unlock');
	await page.getByLabel('Heslo').fill('něco jiného');
	await page.getByRole('button', { name: 'Odemknout', exact: true }).click();
	await expect(page.getByText('Heslo nesouhlasí.')).toBeVisible();
	await page.getByLabel('Heslo').fill(house().demoPassword);
	await page.getByRole('button', { name: 'Odemknout', exact: true }).click();
	await expect(page).toHaveURL(/\/account\/sessions$/);
});

/** Sets after how many idle minutes the screens of the organisation lock; null: as the organisations above say. */
async function lockAfter(admin: Page, organisation: string, minutes: number | null): Promise<void> {
	await admin.goto('/admin/sign-in');
	await admin.getByLabel('Organizace', { exact: true }).selectOption({ label: organisation });
	await admin.getByRole('button', { name: 'Zobrazit' }).click();
	if (minutes === null) await admin.getByRole('button', { name: 'Řídit se nadřízenou organizací' }).click();
	else {
		await admin.getByLabel('Zamknout po kolika minutách nečinnosti').fill(String(minutes));
		await admin.getByRole('button', { name: 'Uložit' }).click();
	}
	await expect(admin.getByText('Uloženo. Platí hned.')).toBeVisible();
}

/** This browser's session is locked, as the portal does when it hears of nobody for long enough. */
const lockSession = (page: Page) => page.request.post('/unlock?/lock', { headers: { origin: house().origin, accept: 'application/json' }, form: {} });

test('an idle screen is covered in every window, and what was typed is still there', async ({ browser }) => {
	const admin = (await signIn(browser, 'admin')).page;
	const { page, context } = await signIn(browser, 'mayor');
	const organisation = (await page.locator('header summary span.block.text-sm').first().innerText()).trim();
	await lockAfter(admin, organisation, 15);
	try {
		await page.clock.install();
		await page.goto('/account/security');
		await page.getByLabel('Název nového klíče').fill('Rozepsaný klíč');
		const other = await context.newPage();
		await other.goto('/meetings');
		const cover = page.getByRole('dialog', { name: 'Zamčeno' });

		// The portal has seen somebody a moment ago: what the clock of this window says is not enough.
		const asked = page.waitForResponse((response) => response.url().endsWith('/unlock/state') && response.request().method() === 'GET');
		await page.clock.fastForward('16:00');
		await asked;
		await expect(cover).toBeHidden();

		await lockSession(page);
		await page.clock.fastForward('16:00');
		await expect(cover).toBeVisible();
		await expect(other.getByRole('dialog', { name: 'Zamčeno' })).toBeVisible();
		await expect(page).toHaveTitle(/^Zamčeno/);
		await expect(page.getByRole('heading', { name: 'Zabezpečení' })).toHaveCount(0);
		await expectAccessible(page, 'covered screen');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await expect(cover).toBeVisible();
		// From below the cover nothing is to be had.
		expect((await page.request.get('/notifications/unread')).status()).toBe(401);

		await cover.getByLabel('Heslo').fill('něco jiného');
		await page.keyboard.press('Enter');
		await expect(cover.getByText('Heslo nesouhlasí.')).toBeVisible();
		await cover.getByLabel('Heslo').fill(house().demoPassword);
		await page.keyboard.press('Enter');
		await expect(cover).toBeHidden();
		await expect(other.getByRole('dialog')).toBeHidden();
		await expect(page.getByLabel('Název nového klíče')).toHaveValue('Rozepsaný klíč');

		// Signed out in another window: there is nothing to unlock.
		await lockSession(page);
		await page.clock.fastForward('16:00');
		await expect(cover).toBeVisible();
		await page.request.post('/logout?/here', { headers: { origin: house().origin }, form: {} });
		await page.evaluate(() => window.dispatchEvent(new Event('focus')));
		await expect(page.getByRole('dialog', { name: 'Přihlášení skončilo' })).toBeVisible();
		await page.getByRole('link', { name: 'Přejít na přihlášení' }).click();
		await expect(page).toHaveURL(/\/login\?next=%2Faccount%2Fsecurity$/);
	} finally {
		await lockAfter(admin, organisation, null);
	}
});
