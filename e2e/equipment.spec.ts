/** The hall's camera (WHIP, RFC 9725) and its wall screen (WHEP): real devices on a stack of their own, and real browsers. */
import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { camera, makeKey, offerOf, playInPage, screen, wallOf, type Equipment } from './hall.ts';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { signIn } from './people.ts';
import { enter, expectSeenAndHeard } from './room.ts';

const devices: Equipment[] = [];
test.afterEach(() => {
	for (const device of devices.splice(0)) device.kill();
});

test('the hall’s camera comes into the room by itself, everybody sees and hears it, and its key ends it', async ({ browser }) => {
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title: unique('Zasedání v sále'), invited: ['Jana Nováková'], recorded: false });
	const line = await makeKey(host.page, meeting, 'Kamera sálu', /posílá/);
	await expectAccessible(host.page, 'a key that was made');
	await host.page.goto(`/meetings/${meeting}/equipment`);
	await expect(host.page.getByTestId('device')).toContainText('nepřipojeno');
	await expect(host.page.getByText(line.token)).toHaveCount(0);

	const member = await signIn(browser, 'member');
	await member.page.goto(`/meetings/${meeting}/room`);
	await enter(member.page);
	const hall = camera(line);
	devices.push(hall);
	await hall.hear('the connection', ({ state }) => state === 'connected');
	await expect(member.page.getByRole('article', { name: /Kamera sálu/ })).toBeVisible();
	await expectSeenAndHeard(member.page, 1);
	await expect.poll(() => member.page.locator('video').evaluateAll((videos) => videos.map((video) => (video as HTMLVideoElement).videoWidth)), { message: 'the picture of the hall' }).toContain(1280);

	await test.step('the page tells what comes of it', async () => {
		const device = host.page.getByTestId('device');
		await expect(device).toContainText(/posílá od \d{1,2}:\d{2}/);
		await expect(device).toContainText('1280 × 720');
		await expect(device).toContainText(/\d+ snímků\/s/);
		await expect(device).toContainText('H264');
		await expect(device).toContainText('se zvukem');
		await expect(device).toContainText(/[\d,]+ Mbit\/s/);
		await expectAccessible(host.page, 'a device that sends');
	});

	await test.step('revoked, it is gone within five seconds and does not come back', async () => {
		await host.page.getByRole('button', { name: /Zrušit klíč.*Kamera sálu/ }).click();
		const pressed = Date.now();
		await host.page.getByRole('button', { name: 'Ano, zrušit klíč' }).click();
		await hall.hear('the end of the line', ({ state }) => state === 'closed' || state === 'disconnected' || state === 'failed', 5_000);
		console.log(`equipment: a revoked device was off ${String(Date.now() - pressed)} ms after the press (bound 5000)`);
		await expect(member.page.getByRole('article', { name: /Kamera sálu/ })).toHaveCount(0);
		await expect(host.page.getByTestId('device')).toHaveCount(0);
		const again = camera(line);
		devices.push(again);
		expect((await again.hear('a refusal', ({ failed }) => failed !== undefined)).failed).toContain('403');
	});
	expect([...host.violations, ...member.violations]).toEqual([]);
});

test('what does not fit is refused with its status, and what a session may be asked is answered', async ({ browser }) => {
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title: unique('Porada v sále'), invited: [], recorded: false });
	const other = await planMeeting(host.page, { title: unique('Jiná porada'), invited: [], recorded: false });
	const line = await makeKey(host.page, meeting, 'Režie', /posílá/);
	const offer = await offerOf();
	const SDP = { 'content-type': 'application/sdp' };
	const mine = { authorization: `Bearer ${line.token}` };
	const ask = async (method: string, url: string, headers: Record<string, string>, body?: string) => {
		const answer = await fetch(new URL(url, line.url), { method, headers, ...(body !== undefined && { body }), redirect: 'manual' });
		return { status: answer.status, headers: answer.headers, text: await answer.text() };
	};
	const refused: [string, string, string, Record<string, string>, string | undefined, number][] = [
		['no key', 'POST', line.url, SDP, offer, 401],
		['a key of nobody', 'POST', line.url, { ...SDP, authorization: `Bearer ${'x'.repeat(43)}` }, offer, 401],
		['another meeting', 'POST', line.url.replace(meeting, other), { ...SDP, ...mine }, offer, 403],
		['no meeting', 'POST', '/whip/none', { ...SDP, ...mine }, offer, 404],
		['plain text', 'POST', line.url, { ...mine, 'content-type': 'text/plain' }, offer, 415],
		['JSON', 'POST', line.url, { ...mine, 'content-type': 'application/json' }, offer, 415],
		['too much', 'POST', line.url, { ...SDP, ...mine }, offer + 'a=x\r\n'.repeat(15_000), 413],
		['no SDP', 'POST', line.url, { ...SDP, ...mine }, 'v=0', 400],
		['nothing that can be used', 'POST', line.url, { ...SDP, ...mine }, offer.replaceAll(/H264|VP8|opus/g, 'theora'), 422],
		['GET', 'GET', line.url, mine, undefined, 405],
		['PUT', 'PUT', line.url, { ...SDP, ...mine }, offer, 405]
	];
	for (const [what, method, url, headers, body, status] of refused) expect.soft((await ask(method, url, headers, body)).status, what).toBe(status);

	const preflight = await ask('OPTIONS', line.url, { 'origin': 'https://player.example', 'access-control-request-method': 'POST' });
	expect(preflight.status).toBe(204);
	expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
	expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
	expect(preflight.headers.get('accept-post')).toBe('application/sdp');

	const opened = await ask('POST', line.url, { ...SDP, ...mine }, offer);
	expect(opened.status).toBe(201);
	expect(opened.headers.get('content-type')).toBe('application/sdp');
	expect(opened.text).toContain('a=setup:passive');
	const [session, etag] = [opened.headers.get('location') ?? '', opened.headers.get('etag') ?? ''];
	expect(session).toMatch(new RegExp(`^/whip/${meeting}/[0-9a-f-]{36}$`));
	expect((await ask('POST', line.url, { ...SDP, ...mine }, offer)).status).toBe(409);

	const FRAGMENT = { 'content-type': 'application/trickle-ice-sdpfrag' };
	const candidate = 'm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n';
	const restart = `a=ice-ufrag:abcd\r\na=ice-pwd:${'x'.repeat(24)}\r\n${candidate}`;
	const patch = (headers: Record<string, string>, body: string, url = session) => ask('PATCH', url, { ...mine, ...headers }, body);
	expect((await patch({ ...FRAGMENT, 'if-match': etag }, candidate)).status, 'a candidate').toBe(204);
	expect((await patch({ ...FRAGMENT, 'if-match': '"other"' }, candidate)).status, 'a stale ETag').toBe(412);
	expect((await patch(FRAGMENT, candidate)).status, 'no If-Match').toBe(428);
	expect((await patch({ ...SDP, 'if-match': etag }, candidate)).status, 'SDP is no fragment').toBe(415);
	expect((await patch({ ...FRAGMENT, 'if-match': etag }, candidate, session.replace(/[^/]+$/, crypto.randomUUID()))).status, 'no such session').toBe(404);
	const restarted = await patch({ ...FRAGMENT, 'if-match': '"*"' }, restart);
	expect(restarted.status).toBe(200);
	expect(restarted.text).toMatch(/a=ice-ufrag:/);
	expect(restarted.headers.get('etag')).not.toBe(etag);

	expect((await ask('DELETE', session, {})).status, 'whoever has no key ends nothing').toBe(401);
	expect((await ask('DELETE', session, mine)).status).toBe(200);
	expect((await ask('DELETE', session, mine)).status, 'twice').toBe(404);
	expect((await ask('POST', line.url, { ...SDP, ...mine }, offer)).status, 'and again').toBe(201);
});

test('a wall screen plays what the room shows, in Chromium and on another stack, and nobody sees it among them', async ({ browser }) => {
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title: unique('Stěna v sále'), invited: [], recorded: false });
	const line = await makeKey(host.page, meeting, 'Stěna v předsálí', /ukazuje/);
	const other = await makeKey(host.page, meeting, 'Stěna v sále', /ukazuje/);
	const hall = await makeKey(host.page, meeting, 'Kamera sálu', /posílá/);
	const room = await host.context.newPage();
	await room.goto(`/meetings/${meeting}/room`);
	await enter(room);

	const wall = await (await browser.newContext()).newPage();
	await wall.goto('/login');
	await playInPage(wall, line);
	await expect.poll(async () => (await wallOf(wall)).frames, { timeout: 30_000, message: 'pictures of the host are decoded' }).toBeGreaterThan(20);
	const pion = screen(other);
	devices.push(pion);
	await pion.hear('pictures', ({ video }) => (video?.frames ?? 0) > 20, 30_000);

	await test.step('the hall comes in H.264, the host leaves: the same player goes on', async () => {
		devices.push(camera(hall));
		await expect(room.getByRole('article', { name: /Kamera sálu/ })).toBeVisible();
		await room.getByRole('button', { name: 'Vypnout kameru' }).click();
		await expect.poll(async () => (await wallOf(wall)).width, { timeout: 30_000, message: 'the hall on the wall' }).toBe(1280);
		const before = await wallOf(wall);
		await expect.poll(async () => (await wallOf(wall)).frames, { message: 'it moves' }).toBeGreaterThan(before.frames + 20);
		await expect.poll(async () => (await wallOf(wall)).energy, { message: 'and is heard' }).toBeGreaterThan(before.energy);
		expect((await wallOf(wall)).tracks).toEqual(['audio', 'video']);
	});

	await test.step('it is on the page of the equipment, and in nobody’s list', async () => {
		await host.page.goto(`/meetings/${meeting}/equipment`);
		await expect(host.page.getByTestId('device').filter({ hasText: 'Stěna v předsálí' })).toContainText(/ukazuje od \d{1,2}:\d{2}/);
		await expect(room.getByRole('article', { name: /Stěna/ })).toHaveCount(0);
		for (const [name, width, colorScheme] of [['wide', 1440, 'light'], ['narrow', 390, 'dark']] as const) {
			await host.page.setViewportSize({ width, height: 900 });
			await host.page.emulateMedia({ colorScheme });
			expect(await host.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await expectAccessible(host.page, `equipment, ${name}`);
			if (process.env.SAL_E2E_LOOKS) await host.page.screenshot({ path: `${process.env.SAL_E2E_LOOKS}/equipment-${name}.png`, fullPage: true });
		}
	});

	await test.step('revoked, it is dark within five seconds', async () => {
		await host.page.getByRole('button', { name: /Zrušit klíč.*Stěna v předsálí/ }).click();
		await host.page.getByRole('button', { name: 'Ano, zrušit klíč' }).click();
		// How soon a browser calls a silent line dead is its own affair; that nothing comes any more is ours.
		let before = -1;
		await expect
			.poll(async () => {
				const { packets } = await wallOf(wall);
				const still = packets === before;
				before = packets;
				return still;
			}, { timeout: 5_000, intervals: [1_000], message: 'nothing comes any more' })
			.toBe(true);
	});
	await wall.context().close();
});
