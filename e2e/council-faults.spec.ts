/** Parts of the house die while a vote is open: what was cast is kept, what could not be taken is said, the vote goes on, and the minutes say what was missed. */
import { expect, type Page } from '@playwright/test';
import { planSession, post } from './council.ts';
import { databaseAway, pidOf } from './house.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';

interface Standing {
	vote: { id: string; cast: number; state: string; result: { counts: { for: number; against: number; abstained: number; notVoted: number } } | null } | null;
}
const live = async (page: Page, session: string) => ((await (await page.request.get(`/council/${session}/live`)).json()) as { state: Standing }).state;

test('a vote is open while the portal, the database and the media server die', async ({ browser }) => {
	test.setTimeout(400_000);
	const office = (await signIn(browser, 'secretary')).page;
	const { session } = await planSession(office, { seats: ['chair', 'member', 'otherMember'] });
	const chair = (await signIn(browser, 'chair')).page;
	const [one, other] = [(await signIn(browser, 'member')).page, (await signIn(browser, 'otherMember')).page];
	await post(chair, `/council/${session}/desk?/open`, {});
	for (const page of [chair, one, other]) await post(page, `/council/${session}/seat?/checkIn`, {});
	for (const page of [one, other]) await page.goto(`/council/${session}/seat`);
	await post(chair, `/council/${session}/votes?/open`, { motion: '', title: 'Přestávka', threshold: 'procedural' });

	await test.step('the portal is restarted: the ballot that was cast is kept, and the vote goes on', async () => {
		await one.getByRole('button', { name: 'pro', exact: true }).click();
		await expect(one.getByText('Váš hlas: pro.')).toBeVisible();
		process.kill(pidOf('web'), 'SIGKILL');
		await expect.poll(() => chair.request.get(`/council/${session}/live`).then((response) => response.ok(), () => false), { timeout: 60_000 }).toBe(true);
		expect((await live(chair, session)).vote).toMatchObject({ state: 'open', cast: 1 });
		await expect(one.getByText('Váš hlas: pro.')).toBeVisible();
		await expect(one.getByText('Portál teď neodpovídá')).toHaveCount(0, { timeout: 30_000 });
	});

	await test.step('two tabs: a ballot that is changed in one is seen in the other, and counts once', async () => {
		const second = await other.context().newPage();
		await second.goto(`/council/${session}/seat`);
		await second.getByRole('button', { name: 'proti', exact: true }).click();
		await expect(second.getByText('Váš hlas: proti.')).toBeVisible();
		await expect(other.getByText('Váš hlas: proti.')).toBeVisible({ timeout: 30_000 });
		await other.getByRole('button', { name: 'zdržuji se', exact: true }).click();
		await expect(second.getByText('Váš hlas: zdržuji se.')).toBeVisible({ timeout: 30_000 });
		expect((await live(chair, session)).vote).toMatchObject({ state: 'open', cast: 2 });
	});

	await test.step('a member’s line is cut: a press is answered in plain words, the page stays, and nothing is written', async () => {
		await other.context().setOffline(true);
		await other.getByRole('button', { name: 'pro', exact: true }).click();
		await expect(other.getByRole('alert').filter({ hasText: 'Portál teď nemohl odpovědět.' })).toBeVisible();
		await expect(other.getByText('Portál teď neodpovídá')).toBeVisible();
		await other.context().setOffline(false);
		await expect(other.getByText('Portál teď neodpovídá')).toHaveCount(0, { timeout: 30_000 });
		await expect(other.getByText('Váš hlas: zdržuji se.')).toBeVisible();
	});

	await test.step('the database is away: a ballot is refused in plain words and not half kept; when it is back, the same press casts it', async () => {
		const back = databaseAway();
		try {
			await other.getByRole('button', { name: 'pro', exact: true }).click();
			await expect(other.getByRole('alert').filter({ hasText: 'Portál teď nemohl odpovědět.' })).toBeVisible({ timeout: 60_000 });
			await expect(other.getByText('Portál teď neodpovídá')).toBeVisible({ timeout: 60_000 });
			await expect(other.getByText('Váš hlas: zdržuji se.')).toBeVisible();
		} finally {
			back();
		}
		await expect(other.getByText('Portál teď neodpovídá')).toHaveCount(0, { timeout: 60_000 });
		await expect(other.getByText('Váš hlas: zdržuji se.')).toBeVisible();
		expect((await live(chair, session)).vote).toMatchObject({ state: 'open', cast: 2 });
		await other.getByRole('button', { name: 'proti', exact: true }).click();
		await expect(other.getByText('Váš hlas: proti.')).toBeVisible();
		await expect(other.getByRole('alert').filter({ hasText: 'Portál teď nemohl odpovědět.' })).toHaveCount(0);
	});

	await test.step('the media server is restarted: the minutes say that there was a gap and why, and nobody has left', async () => {
		process.kill(pidOf('sfu'), 'SIGKILL');
		await office.goto(`/council/${session}/secretary`);
		await expect(office.getByText('Výpadek přenosu na straně serveru').first()).toBeVisible({ timeout: 60_000 });
		await expect(office.getByText('Odchod:')).toHaveCount(0);
	});

	await test.step('the result holds each ballot once', async () => {
		const vote = (await live(chair, session)).vote?.id ?? '';
		await post(chair, `/council/${session}/votes?/close`, { vote });
		expect((await live(chair, session)).vote?.result?.counts).toEqual({ for: 1, against: 1, abstained: 0, notVoted: 1 });
		for (const page of [one, other]) await expect(page.getByText('Nepřijato').first()).toBeVisible();
	});
});
