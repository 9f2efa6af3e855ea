import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { linkIn, openMailbox } from './mail.ts';
import { people, signIn } from './people.ts';

const PASSWORD = 'první docela nové heslo';
/** Somebody whom no other journey signs in as: their password changes. */
const invitedPerson = { name: 'Stanislav Hrubý', email: 'hruby@demo.sal.test' };
const EMAIL = invitedPerson.email;

test('an administrator invites somebody, who sets a password from the mail and is signed in; later they forget it', async ({ browser }) => {
	const mailbox = await openMailbox();
	try {
		const { page: admin } = await signIn(browser, 'admin');
		await admin.goto(`/organisations/people?q=${encodeURIComponent(invitedPerson.name)}`);
		await admin.getByRole('link', { name: invitedPerson.name }).first().click();
		await admin.getByRole('button', { name: 'Poslat pozvánku' }).first().click();
		await admin.getByRole('dialog').getByRole('button', { name: 'Poslat pozvánku' }).click();

		const invitation = await mailbox.letter(EMAIL, 'Pozvánka');
		expect(invitation.text).toContain(people.admin.name);
		const invited = await (await browser.newContext()).newPage();
		await invited.goto(linkIn(invitation));
		await expectAccessible(invited, 'set a password');
		await invited.getByRole('textbox', { name: 'Nové heslo', exact: true }).fill('123456789012');
		await invited.getByLabel('Nové heslo ještě jednou').fill('123456789012');
		await invited.getByRole('button', { name: 'Uložit a přihlásit' }).click();
		await expect(invited.getByText('zkoušejí jako první')).toBeVisible();
		await invited.getByRole('textbox', { name: 'Nové heslo', exact: true }).fill(PASSWORD);
		await invited.getByLabel('Nové heslo ještě jednou').fill(PASSWORD);
		await invited.getByRole('button', { name: 'Uložit a přihlásit' }).click();
		await expect(invited).not.toHaveURL(/\/welcome|\/login/);

		const again = await (await browser.newContext()).newPage();
		await again.goto(linkIn(invitation));
		await expect(again.getByRole('heading', { name: 'Tento odkaz už neplatí' })).toBeVisible();

		// The same words for an address that has no account.
		for (const email of ['nikdo.takovy@demo.sal.test', EMAIL]) {
			await again.goto('/login');
			await again.getByRole('link', { name: 'Zapomněli jste heslo?' }).click();
			// Both pages ask for an e-mail: the first one must be gone before it is typed.
			await expect(again.getByRole('heading', { name: 'Zapomenuté heslo' })).toBeVisible();
			await again.getByLabel('E-mail').fill(email);
			await again.getByRole('button', { name: 'Poslat odkaz' }).click();
			await expect(again.getByRole('status')).toContainText(`Pokud má adresa ${email} na portálu účet`);
		}
		await expectAccessible(again, 'forgotten password');
		await again.goto(linkIn(await mailbox.letter(EMAIL, 'Nové heslo')));
		await again.getByRole('textbox', { name: 'Nové heslo', exact: true }).fill(`${PASSWORD} dvě`);
		await again.getByLabel('Nové heslo ještě jednou').fill(`${PASSWORD} dvě`);
		await again.getByRole('button', { name: 'Uložit nové heslo' }).click();
		await expect(again.getByText('Nové heslo platí.')).toBeVisible();
		await mailbox.letter(EMAIL, 'bylo změněno');
		// Whoever was signed in with the old one is out.
		await invited.reload();
		await expect(invited).toHaveURL(/\/login/);
	} finally {
		await mailbox.close();
	}
});
