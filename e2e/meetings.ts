import { expect, type Page } from '@playwright/test';

/** A title that no earlier run on the same portal has used. */
export const unique = (title: string) => `${title} ${Date.now().toString(36)}`;

interface Planned {
	title: string;
	/** Names of the people to invite, as the picker finds them. */
	invited: string[];
	recorded: boolean;
}

/** Plans a meeting that starts now, through the form, and ends on its page. Returns the meeting's id. */
export async function planMeeting(page: Page, { title, invited, recorded }: Planned): Promise<string> {
	await page.goto('/meetings/new');
	await page.getByRole('textbox', { name: 'Název', exact: true }).fill(title);
	const now = new Date();
	await page.getByLabel(/^Den/).fill(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Prague' }).format(now));
	await page.getByLabel(/^Začátek/).fill(new Intl.DateTimeFormat('cs-CZ', { timeZone: 'Europe/Prague', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now));
	await page.getByLabel(/^Délka v minutách/).fill('60');
	for (const name of invited) {
		await page.getByRole('combobox', { name: 'Pozvaní lidé' }).fill(name);
		await page.getByRole('option', { name }).click();
	}
	const recordedSwitch = page.getByRole('switch', { name: 'Schůzka se bude nahrávat' });
	if ((await recordedSwitch.getAttribute('aria-checked')) !== String(recorded)) await recordedSwitch.click();
	await page.getByRole('button', { name: 'Vytvořit schůzku' }).click();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	const id = /\/meetings\/([0-9a-f-]{36})/.exec(page.url())?.[1];
	if (!id) throw new Error(`no meeting id in ${page.url()}`);
	return id;
}

/** A guest link made on the meeting's page: shown once, so it is read right there. */
export async function inviteGuest(page: Page, label: string): Promise<string> {
	await page.getByLabel('Pro koho').fill(label);
	await page.getByRole('button', { name: 'Vytvořit odkaz' }).click();
	const link = page.getByLabel(`Odkaz: ${label}`);
	await expect(link).toBeVisible();
	return link.inputValue();
}
