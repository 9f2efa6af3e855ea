/** People of an organisation that has a provider sign in through it, and signing out there reaches a running call. */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { house } from './house.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { signIn } from './people.ts';
import { startProvider, type IdentityProvider } from './provider.ts';
import { enter, expectSeenAndHeard } from './room.ts';

/** In milliseconds: what is promised, and what a noisy machine is granted. */
const BOUND = 5_000;
const TOLERANCE = 3;
const member = { login: 'ticha', email: 'ticha@demo.sal.test', name: 'Dagmar Tichá' };

/** The operator registers the portal at the provider and adds the provider to the portal. */
async function add(admin: Page, provider: IdentityProvider, name: string): Promise<void> {
	await admin.goto('/admin/providers');
	const [redirect = '', backchannel = '', afterLogout = ''] = (await admin.locator('dl').last().locator('code').allTextContents()).map((text) => text.trim());
	provider.register({ redirect, backchannel, afterLogout });
	await admin.getByLabel('Název').fill(name);
	await admin.getByLabel('Vydavatel (issuer)').fill('http://127.0.0.1:9');
	await admin.getByLabel('Identifikátor klienta (client ID)').fill(provider.clientId);
	await admin.getByLabel('Tajemství klienta (client secret)').fill(provider.clientSecret);
	await admin.getByRole('button', { name: 'Ověřit a přidat' }).click();
	await expect(admin.getByText('Služba na této adrese neodpověděla')).toBeVisible();
	await admin.getByLabel('Vydavatel (issuer)').fill(provider.issuer);
	await admin.getByLabel('Tajemství klienta (client secret)').fill(provider.clientSecret);
	await admin.getByRole('button', { name: 'Ověřit a přidat' }).click();
	await expect(admin.getByText(`Služba ${name} odpověděla a je přidána.`)).toBeVisible();
	await expectAccessible(admin, 'sign-in services');
	await admin.getByRole('button', { name: 'Vyzkoušet spojení' }).last().click();
	await expect(admin.getByText('Služba odpovídá a její údaje jsou v pořádku.')).toBeVisible();
}

/** Through the login page and the provider's own forms. */
async function signInThrough(page: Page, name: string, login: string): Promise<void> {
	await page.goto('/login');
	await page.getByRole('link', { name: `Přihlásit se: ${name}` }).click();
	await page.locator('input[name=login]').fill(login);
	await page.locator('input[name=password]').fill('whatever the provider asks');
	await page.getByRole('button', { name: 'Sign-in' }).click();
	await page.getByRole('button', { name: 'Continue' }).click();
}

test('signing in through a provider, and signing out there while in a call', async ({ browser }) => {
	const provider = await startProvider({ [member.login]: member, stranger: { email: 'nekdo@jinde.test', name: 'Někdo Jiný' } });
	const name = unique('Přihlášení kraje');
	const admin = (await signIn(browser, 'admin')).page;
	try {
		await add(admin, provider, name);

		await test.step('somebody without an account here is told so', async () => {
			const stranger = await (await browser.newContext()).newPage();
			await signInThrough(stranger, name, 'stranger');
			await expect(stranger.getByText('na portálu k tomu nepatří žádný účet')).toBeVisible();
			await expectAccessible(stranger, 'refused by a provider');
		});

		await test.step('an address of its domain leads to it, whether or not anybody has that address', async () => {
			const domain = `${unique('sluzba').replaceAll(/[^a-z0-9]/gi, '').toLowerCase()}.test`;
			const card = admin.locator('div').filter({ has: admin.getByRole('heading', { name, exact: true }) }).filter({ has: admin.locator('form[action="?/change"]') }).last();
			await card.getByText('Změnit nastavení').click();
			await card.getByLabel('Domény e-mailů').fill('není doména');
			await card.getByRole('button', { name: 'Uložit' }).click();
			await expect(admin.getByText('Napište domény oddělené čárkou')).toBeVisible();
			await expectAccessible(admin, 'settings of a sign-in service');
			await card.getByLabel('Domény e-mailů').fill(domain);
			await card.getByRole('button', { name: 'Uložit' }).click();
			await expect(admin.getByText('Uloženo. Platí hned.')).toBeVisible();
			const login = await (await browser.newContext()).newPage();
			await login.goto('/login');
			await login.getByLabel('E-mail').fill(`nikdo@${domain}`);
			await expect(login.getByRole('link', { name: `Pokračovat přes ${name}` })).toBeVisible();
			await expectAccessible(login, 'login with a sign-in service');
			await login.getByLabel('E-mail').press('Enter');
			await expect(login).toHaveURL(new RegExp(`^${provider.issuer}/`));
		});

		const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
		const page = await context.newPage();
		await signInThrough(page, name, member.login);
		await expect(page).not.toHaveURL(/\/login/);
		await expect(page.getByText(member.name).first()).toBeVisible();

		await test.step('a locked screen is unlocked there, when the provider has asked anew', async () => {
			const form = { headers: { origin: house().origin, accept: 'application/json' }, form: {} };
			await page.request.post('/unlock?/lock', form);
			await page.goto('/account/sessions');
			await expect(page.getByRole('heading', { name: 'Zamčeno' })).toBeVisible();
			await page.getByRole('link', { name: `Přihlásit se: ${name}` }).click();
			await page.locator('input[name=login]').fill(member.login);
			await page.locator('input[name=password]').fill('whatever the provider asks');
			await page.getByRole('button', { name: 'Sign-in' }).click();
			await expect(page).toHaveURL(/\/account\/sessions$/);
		});

		const host = (await signIn(browser, 'secretary')).page;
		const meeting = await planMeeting(host, { title: unique('Porada'), invited: [member.name], recorded: false });
		for (const each of [host, page]) {
			await each.goto(`/meetings/${meeting}/room`);
			await enter(each);
		}
		await expectSeenAndHeard(host, 1);

		const there = await context.newPage();
		await there.goto(`${provider.issuer}/session/end`);
		const start = Date.now();
		await there.getByRole('button', { name: 'Yes, sign me out' }).click();
		await expect(page.getByRole('heading', { name: 'Byli jste odhlášeni' })).toBeVisible({ timeout: BOUND * TOLERANCE });
		const ms = Date.now() - start;
		console.log(`signed out at the provider: out of the room after ${ms} ms (bound ${BOUND})`);
		expect(ms).toBeLessThanOrEqual(BOUND * TOLERANCE);
		await page.goto('/meetings');
		await expect(page).toHaveURL(/\/login/);
	} finally {
		// Other journeys look at the login page.
		await admin.goto('/admin/providers');
		const inUse = admin.getByRole('button', { name: 'Vypnout', exact: true });
		for (let left = await inUse.count(); left > 0; left--) {
			await inUse.first().click();
			await expect(inUse).toHaveCount(left - 1);
		}
		await provider.close();
	}
});
