/** A member who takes part from elsewhere: the seat beside the picture, on a computer and on a phone. */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { planSession, post } from './council.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';
import { enter } from './room.ts';

test('a remote member votes beside the picture, and is told when it does not arrive', async ({ browser }) => {
	test.setTimeout(300_000);
	const office = (await signIn(browser, 'secretary')).page;
	const { session } = await planSession(office, { seats: ['chair', 'member', 'otherMember'] });
	const chair = (await signIn(browser, 'chair')).page;
	const member = (await signIn(browser, 'member', { viewport: { width: 1440, height: 900 } })).page;
	await post(chair, `/council/${session}/desk?/open`, {});
	await post(chair, `/council/${session}/seat?/checkIn`, {});
	const room = await roomOf(office, session);
	await member.goto(`/meetings/${room}/room`);
	await enter(member);
	const seat = member.getByRole('complementary', { name: 'Zasedání' });

	await test.step('the seat is open beside the picture, and says that one is present', async () => {
		await expect(seat).toBeVisible();
		await expect(seat.getByText('Váš obraz a zvuk docházejí')).toBeVisible({ timeout: 30_000 });
		await expectAccessible(member, 'room with the seat');
		await member.screenshot({ path: test.info().outputPath('remote-1440.png') });
	});

	await test.step('a vote opens the sheet on a phone, whose owner casts with one key or thumb', async () => {
		await member.setViewportSize({ width: 390, height: 844 });
		await member.getByRole('toolbar').getByRole('button', { name: 'Zasedání' }).click();
		await expect(seat).toHaveCount(0);
		await post(chair, `/council/${session}/votes?/open`, { motion: '', title: 'Přestávka', threshold: 'procedural' });
		await expect(seat.getByRole('heading', { name: 'Přestávka' })).toBeVisible();
		await expectAccessible(member, 'ballot on a phone');
		await member.screenshot({ path: test.info().outputPath('remote-390.png') });
		await seat.getByRole('button', { name: 'zdržuji se' }).press('Enter');
		await expect(seat.getByText('Váš hlas: zdržuji se')).toBeVisible();
	});

	await test.step('without the camera one is told, counts as absent when the grace period is over, and is back with the picture', async () => {
		await member.getByRole('toolbar').getByRole('button', { name: 'Vypnout kameru' }).click();
		await expect(member.getByText('Váš obraz nebo zvuk nedochází.').first()).toBeVisible({ timeout: 30_000 });
		await expect(member.getByText('Nejste počítáni jako přítomní.').first()).toBeVisible({ timeout: 60_000 });
		await member.getByRole('toolbar').getByRole('button', { name: 'Zapnout kameru' }).click();
		await expect(seat.getByText('Váš obraz a zvuk docházejí')).toBeVisible({ timeout: 30_000 });
	});

	await test.step('one asks for the floor beside the picture', async () => {
		await seat.getByRole('button', { name: 'Příspěvek do rozpravy' }).press('Enter');
		await expect(seat.getByText('Příspěvek do rozpravy: jste na řadě jako 1.')).toBeVisible();
	});
});

async function roomOf(page: Page, session: string): Promise<string> {
	await page.goto(`/council/${session}`);
	const href = await page.getByRole('link', { name: 'Do jednací místnosti' }).getAttribute('href');
	return href?.split('/').at(-1) ?? '';
}
