import { expect, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';

/** What the phone shows at this moment, from the seed as it can be typed. */
export const phone = (seed: string, at = Date.now()): string => new TOTP({ secret: Secret.fromBase32(seed.replaceAll(' ', '')) }).generate({ timestamp: at });

/** Turns on codes of a phone and answers with the seed and the recovery codes. `wrongFirst`: after a wrong code, which changes nothing. */
export async function setUpCodes(page: Page, { wrongFirst = false } = {}): Promise<{ seed: string; recovery: string[] }> {
	await page.goto('/account/security');
	await page.getByRole('link', { name: 'Nastavit kód z telefonu' }).click();
	await page.getByText('Klíč se dá i opsat').click();
	const seed = await page.getByTestId('totp-secret').innerText();
	if (wrongFirst) {
		await page.getByLabel('Napište kód, který aplikace ukáže').fill('000000');
		await page.getByRole('button', { name: 'Zapnout' }).click();
		await expect(page.getByText('Kód nesouhlasí')).toBeVisible();
	}
	await page.getByLabel('Napište kód, který aplikace ukáže').fill(phone(seed));
	await page.getByRole('button', { name: 'Zapnout' }).click();
	const list = page.getByRole('list', { name: 'Záložní kódy' });
	await expect(list.getByRole('listitem')).toHaveCount(10);
	return { seed, recovery: await list.getByRole('listitem').allInnerTexts() };
}
