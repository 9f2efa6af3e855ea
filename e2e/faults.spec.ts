import { type Browser, expect, type Page } from '@playwright/test';
import { childrenOf, house, pidOf } from './house.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, type SignedIn, signIn } from './people.ts';
import { diagnosis, enter, expectRecordingStored, expectSeenAndHeard, more } from './room.ts';

/** The bound the issue gives, and the three times of it that a noisy machine is granted. */
const TOLERANCE = 3;

function kill(pid: number): void {
	process.kill(pid, 'SIGKILL');
}

/** A recorded meeting of two, running and safely stored. */
async function recordedMeeting(browser: Browser, title: string): Promise<{ host: SignedIn; member: SignedIn; meeting: string }> {
	const host = await signIn(browser, 'secretary');
	const member = await signIn(browser, 'member');
	const meeting = await planMeeting(host.page, { title, invited: [people.member.name], recorded: true });
	for (const { page } of [host, member]) {
		await page.goto(`/meetings/${meeting}/room`);
		await enter(page);
	}
	for (const { page } of [host, member]) await expectSeenAndHeard(page, 1);
	await more(host.page, 'Spustit nahrávání', true);
	await member.page.getByRole('button', { name: 'Souhlasím' }).click();
	await expectRecordingStored(host.page);
	return { host, member, meeting };
}

/** Kills, and gives the milliseconds until both have decoded pictures and sound of each other on new transports. */
async function untilBack(pages: Page[], strike: () => void): Promise<number> {
	const before = await Promise.all(pages.map(diagnosis));
	const start = Date.now();
	strike();
	await Promise.all(pages.map((page, index) => expectSeenAndHeard(page, 1, { fresh: before[index], timeout: 60_000 })));
	return Date.now() - start;
}

async function end(host: Page, member: Page): Promise<void> {
	await more(host, 'Ukončit pro všechny', true);
	await expect(member.getByRole('heading', { name: 'Jednání skončilo' })).toBeVisible();
}

/** The clerk opens the recording of that title, waits until it is archived, and lets it be verified. */
async function verified(browser: Browser, title: string): Promise<Page> {
	const { page } = await signIn(browser, 'clerk');
	await page.goto(`/recordings?q=${encodeURIComponent(title)}`);
	await page.getByRole('link', { name: title }).click();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	const verify = page.getByRole('button', { name: 'Ověřit pravost' });
	await expect
		.poll(
			async () => {
				await page.reload();
				return verify.isEnabled().catch(() => false);
			},
			{ timeout: 150_000, intervals: [1_000] }
		)
		.toBe(true);
	await verify.click();
	await expect(page.getByText(/Porovnány otisky SHA-256/)).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText('Nahrávka je úplná a nezměněná.')).toBeVisible();
	return page;
}

/** Nothing is missing for want of a process. (What a participant's network loses on a busy machine is named too, with that reason.) */
const noGap = async (page: Page) => expect(page.getByText(/serveru? médií|nahrávač nestačil/)).toHaveCount(0);

test.describe('a process dies in a running, recorded meeting', () => {
	test.setTimeout(300_000);

	test('a mediasoup worker: all pictures are back', async ({ browser }) => {
		const title = unique('Porucha: pracovní proces médií');
		const { host, member } = await recordedMeeting(browser, title);
		const ms = await untilBack([host.page, member.page], () => childrenOf(pidOf('sfu')).forEach(kill));
		console.log(`worker killed: pictures back after ${ms} ms (bound 5000)`);
		expect(ms).toBeLessThan(5_000 * TOLERANCE);
		await end(host.page, member.page);
		await verified(browser, title);
	});

	test('the recorder: another takes over and nothing is missing', async ({ browser }) => {
		const title = unique('Porucha: nahrávač');
		const { host, member } = await recordedMeeting(browser, title);
		const old = pidOf('recorder');
		const start = Date.now();
		kill(old);
		await expect.poll(() => house().pids.recorder ?? old, { timeout: 9_000, intervals: [50] }).not.toBe(old);
		console.log(`recorder killed: another one runs after ${Date.now() - start} ms (bound 3000)`);
		await expectSeenAndHeard(member.page, 1);
		await expectRecordingStored(host.page);
		await end(host.page, member.page);
		await noGap(await verified(browser, title));
	});

	test('the media server: browsers resume by themselves and the gap is on the record', async ({ browser }) => {
		const title = unique('Porucha: přenos obrazu');
		const { host, member } = await recordedMeeting(browser, title);
		const ms = await untilBack([host.page, member.page], () => kill(pidOf('sfu')));
		console.log(`media server killed: pictures back after ${ms} ms`);
		await expectRecordingStored(host.page);
		await end(host.page, member.page);
		const page = await verified(browser, title);
		await expect(page.getByText('výpadek a nový start serveru médií').first()).toBeVisible();
	});

	for (const [name, topic] of [
		['web', 'Porucha: portál'],
		['minio', 'Porucha: úložiště'],
		['postgres', 'Porucha: databáze']
	] as const) {
		test(`${name}: the meeting is not touched and the recording is whole`, async ({ browser }) => {
			const title = unique(topic);
			const { host, member } = await recordedMeeting(browser, title);
			const old = pidOf(name);
			kill(old);
			// The signalling goes through the portal's one origin: its loss is told, heals by itself, and leaves picture and sound alone.
			if (name === 'web') for (const { page } of [host, member]) await expect(page).toHaveTitle(/^Spojení přerušeno/);
			await expectSeenAndHeard(member.page, 1);
			await expect.poll(() => house().pids[name] ?? old, { timeout: 60_000 }).not.toBe(old);
			for (const { page } of [host, member]) await expect(page).toHaveTitle(`Nahrává se · ${title}`, { timeout: 30_000 });
			await expectSeenAndHeard(member.page, 1);
			await expectRecordingStored(host.page);
			await end(host.page, member.page);
			await noGap(await verified(browser, title));
		});
	}
});
