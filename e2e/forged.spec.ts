import { expect } from '@playwright/test';
import { test } from './journey.ts';
import { signIn } from './people.ts';

test('a form on another site does nothing, and a cookie that was kept opens nothing after signing out', async ({ browser }) => {
	const { page, context } = await signIn(browser, 'admin');
	const { origin } = new URL(page.url());
	const kept = await context.cookies();
	const post = (path: string, from: string) => context.request.post(path, { headers: { origin: from, accept: 'text/html' }, form: {}, maxRedirects: 0 });

	// Nobody reads these addresses: what is tested is that a form of theirs is not even looked at.
	for (const path of ['/logout?/here', '/admin/settings', '/account/security', '/organisations/people/new', '/logout?/everywhere']) expect((await post(path, 'https://elsewhere.test')).status(), path).toBe(403);
	await page.reload();
	await expect(page).not.toHaveURL(/\/login/);

	expect((await post('/logout?/here', origin)).status()).toBeLessThan(400);
	const thief = await browser.newContext();
	await thief.addCookies(kept);
	const theirs = await thief.newPage();
	await theirs.goto('/admin');
	await expect(theirs).toHaveURL(/\/login/);
});
