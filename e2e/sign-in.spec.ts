import { type Browser, expect, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { expectAccessible } from './accessible.ts';
import { house } from './house.ts';
import { test } from './journey.ts';
import { people, signIn, type PersonKey } from './people.ts';

/** What the phone shows at this moment, from the seed as it can be typed. */
const phone = (seed: string, at = Date.now()) => new TOTP({ secret: Secret.fromBase32(seed.replaceAll(' ', '')) }).generate({ timestamp: at });

async function atLogin(browser: Browser, key: PersonKey): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await page.goto('/login');
	await page.getByLabel('E-mail').fill(`${people[key].account}@demo.sal.test`);
	await page.getByLabel('Heslo').fill(house().demoPassword);
	await page.getByRole('button', { name: 'Přihlásit se', exact: true }).click();
	return page;
}

/** Turns on codes of a phone and answers with the seed and the recovery codes. */
async function setUpCodes(page: Page): Promise<{ seed: string; recovery: string[] }> {
	await page.goto('/account/security');
	await expectAccessible(page, 'account security');
	await page.getByRole('link', { name: 'Nastavit kód z telefonu' }).click();
	await page.getByText('Klíč se dá i opsat').click();
	const seed = await page.getByTestId('totp-secret').innerText();
	await page.getByLabel('Napište kód, který aplikace ukáže').fill('000000');
	await page.getByRole('button', { name: 'Zapnout' }).click();
	await expect(page.getByText('Kód nesouhlasí')).toBeVisible();
	await page.getByLabel('Napište kód, který aplikace ukáže').fill(phone(seed));
	await page.getByRole('button', { name: 'Zapnout' }).click();
	const list = page.getByRole('list', { name: 'Záložní kódy' });
	await expect(list.getByRole('listitem')).toHaveCount(10);
	return { seed, recovery: await list.getByRole('listitem').allInnerTexts() };
}

test('a password is not enough where a phone’s code is on; a recovery code is good once', async ({ browser }) => {
	const { page } = await signIn(browser, 'otherMember');
	const { seed, recovery } = await setUpCodes(page);

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
