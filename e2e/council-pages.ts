/** A council of its own for a journey, made by the office through its pages. */
import { expect, type Page } from '@playwright/test';

interface Member {
	name: string;
	office: 'předseda' | 'místopředseda' | 'člen';
}

export interface Called {
	/** Address of the session's page. */
	path: string;
	/** Its room: a meeting's id. */
	meeting: string;
}

/** Founds a body that meets in public, and gives its seats. Ends on the body's page, and answers with its address. */
export async function foundBody(page: Page, { name, kind, seats, members }: { name: string; kind: string; seats: number; members: Member[] }): Promise<string> {
	await page.goto('/council/bodies/new');
	await page.getByLabel(/^Název/).fill(name);
	await page.getByLabel('Druh').selectOption({ label: kind });
	await page.getByLabel(/^Počet členů/).fill(String(seats));
	await page.getByRole('button', { name: 'Založit' }).click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	for (const [index, member] of members.entries()) {
		await page.getByRole('combobox', { name: 'Kdo' }).fill(member.name);
		await page.getByRole('option', { name: member.name }).click();
		await page.getByLabel('Funkce').selectOption({ label: member.office });
		await page.getByRole('button', { name: 'Přidat', exact: true }).click();
		await expect(page.getByText(`${String(index + 1)} z ${String(seats)}`)).toBeVisible();
	}
	return new URL(page.url()).pathname;
}

/** Days and hours as Prague's clock has them. */
const clock = (at: Date) => ({
	day: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Prague' }).format(at),
	time: new Intl.DateTimeFormat('cs-CZ', { timeZone: 'Europe/Prague', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
});

/** Calls a session of a body as a draft: members may take part from elsewhere. Ends on its page. */
export async function callSession(page: Page, { body, place, at }: { body: string; place: string; at: Date }): Promise<Called> {
	await page.goto(`/council/new?body=${body.split('/').at(-1) ?? ''}`);
	const { day, time } = clock(at);
	await page.getByLabel(/^Místo/).fill(place);
	await page.getByLabel(/^Den/).fill(day);
	await page.getByLabel(/^Začátek/).fill(time);
	const remote = page.getByRole('switch', { name: 'Členové se mohou účastnit na dálku' });
	if ((await remote.getAttribute('aria-checked')) !== 'true') await remote.click();
	await page.getByRole('button', { name: 'Vytvořit návrh' }).click();
	await expect(page.getByRole('heading', { level: 2, name: 'Program', exact: true })).toBeVisible();
	const meeting = (await page.getByRole('link', { name: 'Do jednací místnosti' }).getAttribute('href'))?.split('/').at(-1);
	if (!meeting) throw new Error('the session has no room');
	return { path: new URL(page.url()).pathname, meeting };
}

/** Adds an item to the agenda of the session's page that is open. */
export async function addItem(page: Page, { title, kind, proposal, closed = false }: { title: string; kind?: string; proposal?: string; closed?: boolean }): Promise<void> {
	const form = page.locator('form[action="?/add"]');
	await form.getByLabel(/^Název bodu/).fill(title);
	if (kind) await form.getByLabel('Druh').selectOption({ label: kind });
	if (proposal) await form.getByLabel(/^Návrh usnesení/).fill(proposal);
	if (closed) await form.getByRole('switch', { name: 'Neveřejný bod' }).click();
	await form.getByRole('button', { name: 'Přidat bod' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: title })).toBeVisible();
}
