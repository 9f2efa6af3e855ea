import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { house, type House } from './house.ts';

/** Accounts of the demo region that the journeys use: e-mail before the @, and name as shown. */
export const people = {
	admin: { account: 'spravce', name: 'Radim Holub' },
	secretary: { account: 'tajemnice', name: 'Ivana Řeháková' },
	chair: { account: 'predsedajici', name: 'Josef Šimek' },
	member: { account: 'novakova', name: 'Jana Nováková' },
	otherMember: { account: 'zizka', name: 'Petr Žižka' },
	/** A council's journey changes how they sign in: nobody else's. */
	presiding: { account: 'bartos101', name: 'Ing. Adam Bartoš' },
	firstVerifier: { account: 'ciganek102', name: 'Alois Cigánek' },
	secondVerifier: { account: 'bajgarova136', name: 'Mgr. Adéla Bajgarová' },
	remoteMember: { account: 'dluhosova138', name: 'Barbora Dluhošová' },
	clerk: { account: 'archivarka', name: 'Alena Vávrová' },
	clinician: { account: 'kucerova', name: 'MUDr. Eva Kučerová' },
	hospitalClerk: { account: 'pokorna', name: 'Hana Pokorná' },
	krnovClinician: { account: 'riha', name: 'MUDr. Pavel Říha' },
	/** Erased by one journey: nobody else’s. */
	leaver: { account: 'vrba', name: 'Mgr. Daniel Vrba' },
	mayor: { account: 'kotas', name: 'Miroslav Kotas' }
} as const;
export type PersonKey = keyof typeof people;

export interface SignedIn {
	context: BrowserContext;
	page: Page;
	name: string;
	/** What the browser refused because of the page's Content-Security-Policy. */
	violations: string[];
}

type SignInOptions = Parameters<Browser['newContext']>[0] & {
	/** Another portal than the one that playwright.config.ts has started. */
	at?: House;
};

/** A browser of their own for each person, signed in through the login page. */
export async function signIn(browser: Browser, key: PersonKey, { at, ...options }: SignInOptions = {}): Promise<SignedIn> {
	const { account, name } = people[key];
	const context = await browser.newContext({ permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'], ...(at && { baseURL: at.origin }), ...options });
	const violations: string[] = [];
	context.on('console', (message) => {
		if (message.text().includes('Content Security Policy')) violations.push(message.text());
	});
	const page = await context.newPage();
	await page.goto('/login');
	await page.getByLabel('E-mail').fill(`${account}@demo.sal.test`);
	await page.getByLabel('Heslo').fill((at ?? house()).demoPassword);
	await page.getByRole('button', { name: 'Přihlásit se', exact: true }).click();
	await expect(page).not.toHaveURL(/\/login/);
	return { context, page, name, violations };
}
