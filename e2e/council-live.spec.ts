/** Screens of a running session: what one person does is on all others at once, and stays right while parts of the house are away. */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { planSession, post, type CouncilSession } from './council.ts';
import { pidOf } from './house.ts';
import { test } from './journey.ts';
import { signIn } from './people.ts';

/** When this page first shows that, in ms since 1970 by the machine's own clock. */
const seen = (page: Page, text: string) =>
	page.evaluate(
		(wanted) =>
			new Promise<number>((resolve) => {
				const observer = new MutationObserver(look);
				function look(): void {
					if (!document.body.innerText.includes(wanted)) return;
					observer.disconnect();
					resolve(performance.timeOrigin + performance.now());
				}
				observer.observe(document.body, { subtree: true, childList: true, characterData: true });
				look();
			}),
		text
	);

/** Does it, and answers with the ms after which each of the pages shows that; meanwhile no page can learn it by asking the portal how the session stands. */
async function untilSeen(pages: Page[], text: string, act: () => Promise<unknown>): Promise<number[]> {
	const held: (() => Promise<void>)[] = [];
	const asks = /\/live\?version=/;
	for (const page of pages) await page.route(asks, (route) => void held.push(() => route.continue().catch(() => undefined)));
	const looking = pages.map((page) => seen(page, text));
	const began = Date.now();
	await act();
	const times = (await Promise.all(looking)).map((at) => Math.round(at - began));
	for (const page of pages) await page.unroute(asks);
	for (const go of held) await go();
	return times;
}

const open = (chair: Page, { session }: CouncilSession, title: string) => post(chair, `/council/${session}/votes?/open`, { motion: '', title, threshold: 'procedural' });

/** Closes the vote that this page's last answer knew to be open. */
async function close(chair: Page, { session }: CouncilSession): Promise<void> {
	const answer = (await (await chair.request.get(`/council/${session}/live`)).json()) as { state: { vote: { id: string } } };
	await post(chair, `/council/${session}/votes?/close`, { vote: answer.state.vote.id });
}

test('what one person does is on all screens at once, whatever their clocks say, and stays right while the media server is away', async ({ browser }) => {
	test.setTimeout(300_000);
	const office = (await signIn(browser, 'secretary')).page;
	const council = await planSession(office, { seats: ['chair', 'member', 'otherMember'] });
	const chair = (await signIn(browser, 'chair')).page;
	const member = (await signIn(browser, 'member')).page;
	const wall = (await signIn(browser, 'clerk')).page;
	await post(chair, `/council/${council.session}/desk?/open`, {});

	await test.step('the wall’s clock is three hours fast, and it shows the seconds that are left all the same', async () => {
		await wall.addInitScript(() => {
			const FAST = 3 * 3_600_000;
			const Real = Date;
			globalThis.Date = class extends Real {
				constructor(...given: unknown[]) {
					if (given.length === 0) super(Real.now() + FAST);
					else super(...(given as [number]));
				}
				static override now = () => Real.now() + FAST;
			} as DateConstructor;
		});
		await wall.goto(`/council/${council.session}/projection`);
		await member.goto(`/council/${council.session}/seat`);
		await post(chair, `/council/${council.session}/seat?/checkIn`, {});
		await member.getByRole('button', { name: 'Jsem v sále' }).click();
		await expect(wall.getByText('přítomno 2, třeba 2')).toBeVisible();
		await post(chair, `/council/${council.session}/desk?/item`, { item: await firstItem(chair, council) });
		await post(member, `/council/${council.session}/seat?/ask`, { kind: 'ordinary' });
		const [request] = (await live(chair, council)).queue;
		await post(chair, `/council/${council.session}/desk?/give`, { request: request?.request ?? '' });
		// Of the three minutes that the rules give, not more than one has gone when this is seen.
		await expect(wall.getByText(/^[23]:\d\d$|^4:\d\d$|^5:00$/)).toBeVisible();
		await expect(wall.getByText('Čas vypršel')).toHaveCount(0);
		await post(chair, `/council/${council.session}/desk?/take`, { reason: 'done' });
	});

	await test.step('a vote that is opened, and its result', async () => {
		const opened = await untilSeen([member, wall], 'Přestávka', () => open(chair, council, 'Přestávka'));
		await member.getByRole('button', { name: 'pro', exact: true }).click();
		await expect(member.getByText('Váš hlas: pro.')).toBeVisible();
		const closed = await untilSeen([member, wall], 'Nepřijato', () => close(chair, council));
		console.log(`vote opened → on screen: ${opened.join(' ms, ')} ms; closed → result on screen: ${closed.join(' ms, ')} ms (two screens each)`);
		await expectAccessible(wall, 'projection after a vote');
	});

	await test.step('the media server dies while a vote is open: ballots are cast, the result is seen, and then news come at once again', async () => {
		await open(chair, council, 'Druhá přestávka');
		await expect(member.getByRole('heading', { name: 'Druhá přestávka' })).toBeVisible();
		process.kill(pidOf('sfu'), 'SIGKILL');
		await member.getByRole('button', { name: 'proti', exact: true }).click();
		await expect(member.getByText('Váš hlas: proti.')).toBeVisible();
		await close(chair, council);
		for (const page of [member, wall]) await expect(page.getByText('Nepřijato').first()).toBeVisible();
		await expect(wall.getByText('Spojení s mediálním serverem se obnovuje')).toHaveCount(0, { timeout: 60_000 });
		const again = await untilSeen([member, wall], 'Třetí přestávka', () => open(chair, council, 'Třetí přestávka'));
		expect(again).toHaveLength(2);
	});
});

interface Standing {
	agenda: { id: string }[];
	queue: { request: string }[];
}
const live = async (page: Page, { session }: CouncilSession) => ((await (await page.request.get(`/council/${session}/live`)).json()) as { state: Standing }).state;
const firstItem = async (page: Page, council: CouncilSession) => (await live(page, council)).agenda[0]?.id ?? '';
