import { expect, type Page } from '@playwright/test';
import { planMeeting, unique } from './meetings.ts';
import type { Network, Passage } from './network.ts';
import { people, signIn } from './people.ts';
import { test } from './remote.ts';
import { diagnosis, enter, expectSeenAndHeard } from './room.ts';

interface Meeting {
	title: string;
	/** Before the firewall. */
	colleague: Page;
	/** Behind it. */
	branch: Page;
	id: string;
}

type Fixtures = Parameters<Parameters<typeof test>[2]>[0];

/** Someone in the branch office and a colleague outside meet, with this passage between them, and see and hear each other. */
async function meet({ network, at, browserAt }: Pick<Fixtures, 'network' | 'at' | 'browserAt'>, { topic, passage }: { topic: string; passage: Passage }): Promise<Meeting> {
	const title = unique(topic);
	const { page: colleague } = await signIn(await browserAt('router'), 'secretary', { at });
	const id = await planMeeting(colleague, { title, invited: [people.member.name], recorded: false });
	network.let(passage);
	const { page: branch } = await signIn(await browserAt('branch'), 'member', { at });
	for (const page of [colleague, branch]) {
		await page.goto(`/meetings/${id}/room`);
		await enter(page);
	}
	await seeAndHearEachOther({ colleague, branch });
	return { title, colleague, branch, id };
}

const seeAndHearEachOther = ({ colleague, branch }: Pick<Meeting, 'colleague' | 'branch'>) => Promise.all([colleague, branch].map((page) => expectSeenAndHeard(page, 1)));

/** The branch's line is dead for so long, in seconds; resolves when it is whole again. */
async function cut(network: Network, seconds: number): Promise<void> {
	network.let('nothing');
	await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
	network.let('everything');
}

/** Closes both, so that the next journey begins with nobody in a room. */
const close = ({ colleague, branch }: Meeting) => Promise.all([colleague, branch].map((page) => page.context().close()));

test.setTimeout(300_000);

test.describe('firewalls', () => {
	test('nothing in the way: media go over UDP to the announced address that can be reached', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Bez překážek', passage: 'everything' });
		for (const page of [meeting.colleague, meeting.branch]) {
			const { route } = await diagnosis(page);
			expect(route).toMatchObject({ protocol: 'udp', local: 'host' });
			expect(route?.remote.startsWith(`${network.portal}:`)).toBe(true);
		}
		await close(meeting);
	});

	test('no UDP: media go over TCP straight to the media server', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Bez UDP', passage: 'no UDP' });
		const { route } = await diagnosis(meeting.branch);
		expect(route?.protocol).toBe('tcp');
		expect(route?.local).not.toBe('relay');
		await close(meeting);
	});

	test('only TLS on 443: media go through the TURN server', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Jen TLS', passage: 'only TLS on 443' });
		expect((await diagnosis(meeting.branch)).route).toMatchObject({ protocol: 'tls', local: 'relay' });
		await close(meeting);
	});
});

test.describe('broken lines', () => {
	test('a cut of five seconds heals without a click', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Krátký výpadek', passage: 'everything' });
		await cut(network, 5);
		await seeAndHearEachOther(meeting);
		await expect(meeting.branch).toHaveTitle(meeting.title);
		for (const page of [meeting.colleague, meeting.branch]) await expect(page.getByTestId('tile')).toHaveCount(2);
		await close(meeting);
	});

	test('a cut of a minute is told in the tab, and the person is back by themselves, once', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Dlouhý výpadek', passage: 'everything' });
		const { title, colleague, branch } = meeting;
		const whole = cut(network, 60);
		await expect(branch).toHaveTitle(`Spojení přerušeno · ${title}`, { timeout: 30_000 });
		await expect(branch.getByText('Zkoušíme to dál, nemusíte nic dělat.')).toBeVisible({ timeout: 30_000 });
		await expect(colleague.getByRole('article', { name: new RegExp(people.member.name) }).getByText('obnovuje spojení…')).toBeVisible({ timeout: 30_000 });
		await whole;
		await expect(branch).toHaveTitle(title, { timeout: 30_000 });
		await seeAndHearEachOther(meeting);
		for (const page of [colleague, branch]) await expect(page.getByTestId('tile')).toHaveCount(2);
		await close(meeting);
	});

	test('whose line is dead comes in from another window: one tile, and the old window says why it stopped', async ({ network, at, browserAt }) => {
		const meeting = await meet({ network, at, browserAt }, { topic: 'Z jiného okna', passage: 'everything' });
		network.let('nothing');
		const { page: phone } = await signIn(await browserAt('router'), 'member', { at });
		await phone.goto(`/meetings/${meeting.id}/room`);
		await enter(phone);
		await seeAndHearEachOther({ colleague: meeting.colleague, branch: phone });
		await expect(meeting.colleague.getByTestId('tile')).toHaveCount(2);
		network.let('everything');
		await expect(meeting.branch.getByRole('heading', { name: 'Jednání běží v jiném okně' })).toBeVisible({ timeout: 30_000 });
		await expect(meeting.colleague.getByTestId('tile')).toHaveCount(2);
		await phone.context().close();
		await close(meeting);
	});
});
