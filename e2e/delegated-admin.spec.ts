import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { people, signIn } from './people.ts';

const hospital = 'Nemocnice Opava';
const foreign = 'Nemocnice Krnov';

/** Through the tree, as people go. */
async function open(page: Page, organisation: string): Promise<void> {
	await page.goto('/organisations');
	await page.getByRole('searchbox', { name: 'Hledat organizaci' }).fill(organisation);
	await page.getByRole('button', { name: 'Zobrazit', exact: true }).click();
	await page.getByRole('treeitem', { name: organisation }).click();
	await expect(page.getByRole('heading', { level: 1, name: organisation })).toBeVisible();
}

test('a delegated administrator adds a colleague, and reaches nothing outside the hospital', async ({ browser }) => {
	const operator = await signIn(browser, 'admin');
	const delegate = await signIn(browser, 'hospitalClerk');

	await test.step('the operator gives the role, for one hospital and until a day', async () => {
		const { page } = operator;
		await open(page, hospital);
		await page.getByRole('link', { name: delegate.name }).first().click();
		await page.getByText('Udělit roli').first().click();
		await page.getByLabel(/^Role/).selectOption({ label: 'správce organizace' });
		await page.getByLabel(/^První den bez role/).fill('2099-01-01');
		await page.getByRole('button', { name: 'Udělit roli' }).click();
		await expect(page.getByText(`udělil(a) ${operator.name}`)).toBeVisible();
		await expectAccessible(page, 'person');
	});

	const email = `nova.${Date.now().toString(36)}@demo.sal.test`;
	const newcomer = `MUDr. Iva Zkušební ${Date.now().toString(36)}`;
	await test.step('the delegate adds a colleague to a new ward', async () => {
		const { page } = delegate;
		await open(page, hospital);
		await page.getByRole('link', { name: 'Přidat útvar' }).click();
		const ward = `Neurologie ${Date.now().toString(36)}`;
		await page.getByLabel(/^Název/).fill(ward);
		await page.getByLabel(/^IČO/).fill('12345678');
		await page.getByRole('button', { name: 'Uložit' }).click();
		await expect(page.getByText('Toto není platné IČO')).toBeVisible();
		await page.getByLabel(/^IČO/).fill('');
		await page.getByRole('button', { name: 'Uložit' }).click();
		await expect(page.getByRole('heading', { level: 1, name: ward })).toBeVisible();
		await expectAccessible(page, 'organisation');

		await page.getByRole('link', { name: 'Přidat osobu' }).click();
		await page.getByLabel(/^Jméno/).fill('Iva');
		await page.getByLabel(/^Příjmení/).fill('Zkušební');
		await page.getByLabel(/^Jak se má zobrazovat/).fill(newcomer);
		await page.getByLabel(/^E-mail/).fill(email);
		await page.getByRole('button', { name: 'Přidat osobu' }).click();
		await expect(page.getByRole('heading', { level: 1, name: newcomer })).toBeVisible();
		await expect(page.getByText(email)).toBeVisible();
		await expect(page.getByRole('link', { name: ward })).toBeVisible();
	});

	await test.step('and may give no role over the portal, and none for another hospital', async () => {
		const { page } = delegate;
		await page.getByText('Udělit roli').first().click();
		const roles = await page.getByLabel(/^Role/).getByRole('option').allTextContents();
		expect(roles).toContain('správce organizace');
		expect(roles).not.toContain('správce portálu');
		const organisations = await page.getByLabel(/^Pro organizaci/).getByRole('option').allTextContents();
		expect(organisations.join()).toContain(hospital);
		expect(organisations.join()).not.toContain(foreign);
	});

	await test.step('another hospital shows no way to change it, and refuses who knows the address', async () => {
		const { page } = delegate;
		await open(page, foreign);
		await expect(page.getByRole('link', { name: 'Upravit' })).toHaveCount(0);
		await expect(page.getByRole('link', { name: 'Přidat osobu' })).toHaveCount(0);
		const response = await page.goto(`${page.url()}/edit`);
		expect(response?.status()).toBe(403);
		await page.goto('/organisations/people?q=riha');
		await page.getByRole('link', { name: people.krnovClinician.name }).click();
		await expect(page.getByRole('heading', { level: 1, name: people.krnovClinician.name })).toBeVisible();
		await expect(page.getByText('riha@demo.sal.test')).toHaveCount(0);
		await expect(page.getByRole('button', { name: 'Vypnout účet' })).toHaveCount(0);
	});

	await test.step('the role is taken again, and with it the way in', async () => {
		const { page } = operator;
		await page.getByRole('button', { name: 'Odebrat roli: správce organizace' }).first().click();
		await page.getByRole('dialog').getByRole('button', { name: 'Odebrat roli' }).click();
		await expect(page.getByText(`odebral(a) ${operator.name}`).first()).toBeVisible();
		await open(delegate.page, hospital);
		await expect(delegate.page.getByRole('link', { name: 'Přidat osobu' })).toHaveCount(0);
	});
});

test('the tree is walked by keys, and a unit is moved after a look at what changes', async ({ browser }) => {
	const { page } = await signIn(browser, 'admin');
	await open(page, 'Odbor zdravotnictví');
	const name = `Oddělení krizového řízení ${Date.now().toString(36)}`;
	await page.getByRole('link', { name: 'Přidat útvar' }).click();
	await page.getByLabel(/^Název/).fill(name);
	await page.getByRole('button', { name: 'Uložit' }).click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

	await page.goto('/organisations');
	await expectAccessible(page, 'tree');
	const root = page.getByRole('treeitem').first();
	await root.focus();
	await page.keyboard.press('ArrowLeft');
	await expect(page.getByRole('treeitem')).toHaveCount(1);
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await expect(root).not.toBeFocused();
	await page.keyboard.press('Home');
	await expect(root).toBeFocused();

	// Dragging and the form lead to the same page; the drag is what a mouse does.
	await page.getByRole('treeitem', { name: 'Odbor zdravotnictví' }).getByText('Odbor zdravotnictví').hover();
	await page.getByRole('treeitem', { name: 'Odbor zdravotnictví' }).focus();
	await page.keyboard.press('ArrowRight');
	await page.getByRole('treeitem', { name }).dragTo(page.getByRole('treeitem', { name: 'Odbor životního prostředí' }));
	await expect(page.getByRole('heading', { name: /Co se změní/ })).toBeVisible();
	await expectAccessible(page, 'move');
	await page.getByRole('button', { name: 'Přesunout', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await expect(page.getByRole('navigation', { name: 'Nadřazené organizace' })).toContainText('Odbor životního prostředí');

	await page.getByRole('button', { name: 'Ukončit' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Ukončit' }).click();
	await expect(page.getByText('Organizace skončila')).toBeVisible();
});

test('a position is changed on the person’s page, which leads to where they are signed in; a target is found by typing', async ({ browser }) => {
	const { page } = await signIn(browser, 'admin');
	await page.goto(`/organisations/people?q=${encodeURIComponent(people.clerk.name)}`);
	await page.getByRole('link', { name: people.clerk.name }).first().click();
	await page.getByText('Změnit pozici').first().click();
	const position = page.getByLabel('Pracovní zařazení').first();
	const before = await position.inputValue();
	for (const wanted of ['vedoucí archivu', before]) {
		if (!(await position.isVisible())) await page.getByText('Změnit pozici').first().click();
		await position.fill(wanted);
		await page.locator('form[action="?/position"]').first().getByRole('button', { name: 'Uložit' }).click();
		await expect(page.getByRole('heading', { level: 3 }).first()).toContainText(wanted);
		await expect(position).toBeHidden();
	}
	await page.getByRole('link', { name: 'Kde je přihlášen(a)' }).click();
	await expect(page).toHaveURL(/\/admin\/sessions\?q=archivarka/);

	await open(page, 'Odbor zdravotnictví');
	await page.goto(`${page.url()}/move`);
	await page.getByRole('combobox', { name: 'Nová nadřazená organizace' }).pressSequentially('nemocnice opa');
	await expect(page.getByRole('option')).toHaveText([/^Nemocnice Opava\s*Moravskoslezský kraj/]);
	await expectAccessible(page, 'target of a move');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Ukázat, co se změní' }).click();
	await expect(page.getByRole('heading', { name: /Co se změní/ })).toBeVisible();
});
