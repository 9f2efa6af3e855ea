import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { tellRoom } from './council-call.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectSeenAndHeard, expectSilence } from './room.ts';

const toolbar = (page: Page) => page.getByRole('toolbar');
const unmuteBar = (page: Page) => toolbar(page).getByRole('button', { name: 'Zapnout mikrofon' });
const muteBar = (page: Page) => toolbar(page).getByRole('button', { name: 'Ztlumit mikrofon' });
const notice = (page: Page, text: string) => page.getByRole('log').getByText(text);

test('the floor of a session opens the microphone of one, and a closed part sends the others out and back', async ({ browser }) => {
	test.setTimeout(300_000);
	const chair = (await signIn(browser, 'secretary')).page;
	const room = await planMeeting(chair, { title: unique('Zasedání zastupitelstva'), invited: [people.member.name], recorded: false });
	await chair.goto(`/meetings/${room}/room`);
	await enter(chair);
	const member = (await signIn(browser, 'member')).page;
	const known = idOf(member);
	await member.goto(`/meetings/${room}/room`);
	await enter(member);
	await expectSeenAndHeard(chair, 1);
	const me = await known;

	await test.step('the session begins: whoever has not been given the floor is muted, and told so', async () => {
		await tellRoom(room, { speak: [], floor: null });
		await expect(notice(member, 'Už nemáte slovo. Mikrofon jsme vám vypnuli.')).toBeVisible();
		await expect(unmuteBar(member)).toBeVisible();
		await expect(muteBar(chair)).toBeVisible();
		await expectSilence(chair);
	});

	await test.step('pressing the microphone without the floor says why it stays shut; pressing again takes it back', async () => {
		await unmuteBar(member).click();
		await expect(notice(member, 'Teď nemáte slovo.')).toBeVisible();
		await unmuteBar(member).click();
		await expect(notice(member, 'Mikrofon se sám nezapne')).toBeVisible();
		await expectSilence(chair);
	});

	await test.step('the floor is given: a large button opens the microphone, by keyboard too, and the tile is large for the others', async () => {
		await tellRoom(room, { speak: [me], floor: me });
		const banner = member.getByRole('status').filter({ hasText: 'Máte slovo.' });
		await expect(banner).toBeVisible();
		await expect(unmuteBar(member)).toBeVisible();
		await expectAccessible(member, 'given the floor');
		await member.screenshot({ path: test.info().outputPath('floor.png') });
		await expect(chair.getByRole('button', { name: 'Zobrazit všechny stejně' })).toHaveCount(0);
		const tile = await chair.getByRole('article', { name: new RegExp(people.member.name) }).boundingBox();
		const own = await chair.getByRole('article', { name: /^Vy/ }).boundingBox();
		expect(tile?.width ?? 0).toBeGreaterThan(2 * (own?.width ?? Infinity));
		await banner.getByRole('button', { name: 'Zapnout mikrofon' }).press('Enter');
		await expect(banner).toHaveCount(0);
		await expectSeenAndHeard(chair, 1);
	});

	await test.step('the floor goes on: the microphone shuts at once; who pressed beforehand is heard with the next turn', async () => {
		await tellRoom(room, { speak: [], floor: null });
		await expect(unmuteBar(member)).toBeVisible();
		await expectSilence(chair);
		await unmuteBar(member).click();
		await tellRoom(room, { speak: [me], floor: me });
		await expect(notice(member, 'Máte slovo. Mikrofon je zapnutý')).toBeVisible();
		await expectSeenAndHeard(chair, 1);
	});

	await test.step('a closed part: everybody else waits outside, is told why, and is back by themselves', async () => {
		await tellRoom(room, { speak: null, floor: null, closed: { insiders: [] } });
		await expect(member.getByRole('heading', { name: 'Probíhá neveřejná část' })).toBeVisible();
		await expectAccessible(member, 'outside a closed part');
		await tellRoom(room, { speak: null, floor: null });
		await expectSeenAndHeard(chair, 1);
		await expectSeenAndHeard(member, 1);
	});
});

/** Who this page's browser is in the room that it enters next. */
function idOf(page: Page): Promise<string> {
	return new Promise((resolve) => {
		page.on('websocket', (socket) => {
			socket.on('framereceived', ({ payload }) => {
				const id = /"you":\{"id":"([0-9a-f-]{36})"/.exec(payload.toString())?.[1];
				if (id) resolve(id);
			});
		});
	});
}
