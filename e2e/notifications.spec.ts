import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';

const bell = (page: Page) => page.getByRole('banner').getByRole('link', { name: /^Oznámení/ });
const unread = async (page: Page) => Number(/nepřečtených: (\d+)/.exec((await bell(page).getAttribute('aria-label')) ?? '')?.[1] ?? 0);

test('an invitation rings the bell, is read, and what is switched off stays away', async ({ browser }) => {
	const secretary = await signIn(browser, 'secretary');
	const { page } = await signIn(browser, 'otherMember');
	await page.goto('/');
	const before = await unread(page);
	const title = unique('Porada o rozpočtu');

	await test.step('the bell counts it without the page being opened again', async () => {
		await planMeeting(secretary.page, { title, invited: [people.otherMember.name], recorded: false });
		// As when somebody comes back to the window.
		await expect.poll(async () => {
			await page.evaluate(() => window.dispatchEvent(new Event('focus')));
			return unread(page);
		}).toBe(before + 1);
	});

	await test.step('it leads to the meeting, and is read then', async () => {
		await bell(page).click();
		await expectAccessible(page, 'notifications');
		await page.getByRole('link', { name: new RegExp(title) }).click();
		await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
		expect(await unread(page)).toBe(before);
	});

	await test.step('each kind is switched by itself, for mail and for the browser', async () => {
		await page.goto('/account/notifications');
		const mail = page.getByRole('checkbox', { name: 'E-mail: Pozvánka na jednání' });
		await mail.uncheck();
		await page.getByRole('button', { name: 'Uložit nastavení' }).click();
		await expect(page.getByText('Nastavení je uloženo.')).toBeVisible();
		await page.reload();
		await expect(mail).not.toBeChecked();
		await expectAccessible(page, 'notification switches');
	});
});

test('a browser that was woken shows the notice, with nothing of what it is about', async ({ browser }) => {
	const { page, context } = await signIn(browser, 'otherMember');
	await context.grantPermissions(['notifications']);
	const devtools = await context.newCDPSession(page);
	await devtools.send('ServiceWorker.enable');
	const registered = new Promise<string>((resolve) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId)));
	await page.goto('/account/notifications');
	const started = context.waitForEvent('serviceworker');
	// Subscribing needs the push service of the browser's maker, which tests do not reach; the worker is the same.
	await page.evaluate(async () => {
		await navigator.serviceWorker.register('/push.js');
		await navigator.serviceWorker.ready;
	});
	const worker = await started;
	// What it asks the browser to show is noted: whether that appears is up to the desktop, and there may be none.
	await worker.evaluate(() => {
		const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
		const show = registration.showNotification.bind(registration);
		const shown: { title: string; body: string | undefined; href: unknown }[] = [];
		Object.assign(self, { shown });
		registration.showNotification = (title, options) => {
			shown.push({ title, body: options?.body, href: (options?.data as { href?: unknown } | undefined)?.href });
			return show(title, options);
		};
	});
	const notice = { title: 'Sál', body: 'Máte novou zprávu v portálu.', href: '/notifications' };
	await devtools.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId: await registered, data: JSON.stringify(notice) });
	await expect.poll(() => worker.evaluate(() => (self as unknown as { shown: unknown }).shown)).toEqual([notice]);
});
