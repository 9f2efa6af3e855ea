/**
 * A council of 65 in session with 500 onlookers, in the portal as the launcher runs it: how soon a ballot is on the screen, whether 65 ballots
 * in one second are all counted, and how soon the result is seen. Run by `npm run bench` (or
 * `node e2e/bench/council.bench.ts [rounds] [onlookers] [pages]`); Linux only, for its /proc. How soon who is given the floor is heard: sfu/bench/council.bench.ts.
 *
 * Six members (or as many as are asked for) are pages of one browser, in the room with the seat beside the picture; they send 320 × 180 at ten pictures a second. The
 * others' pictures and sound are injected as RTP, and watched as evidence like everybody's. Twenty screens are sent picture and sound by
 * WebRTC. The session is not public, because its stream has a bench of its own (sfu/bench/stream.bench.ts) and two cores for itself.
 * A run in which less than a tenth of the processors' time was left says nothing of the portal: its figures are printed as void.
 */
import { chromium, expect, type Page } from '@playwright/test';
import { planSession } from '../council.ts';
import { pidOf } from '../house.ts';
import { signIn } from '../people.ts';
import { diagnosis } from '../room.ts';
import { idleSince, times } from './council/idle.ts';
import { inject, type Injected } from './council/injected.ts';
import { onlookers, viewer, type Onlooker } from './council/onlookers.ts';
import { drawn, smallCamera } from './council/page.ts';
import { openPortal } from './portal.ts';
import { processorTime } from './processor-time.ts';
import { cookiesFor } from './signed-in.ts';

const rounds = Number(process.argv[2] ?? 12);
const count = Number(process.argv[3] ?? 500);
/** Members' pages in the room. */
const PAGES = Number(process.argv[4] ?? 6);
const MEMBERS = 65;
const VIEWERS = 20;
/** A machine that is too busy is waited for, in ms: its run is void, and ends. */
const PATIENCE = 120_000;
/** In which all ballots are cast, in ms. */
const CASTING = 1_000;
/** Percent of the processors' time below which a run is void. */
const LEAST_IDLE = 10;
const choices = ['for', 'against', 'abstained'] as const;

interface Standing {
	quorum: { present: number };
	agenda: { id: string }[];
	queue: { request: string }[];
	vote: { id: string; state: string; cast: number; result: { counts: Record<string, number> } | null } | null;
}
interface Member {
	id: string;
	cookie: string;
}

const processes = ['web', 'sfu', 'postgres'] as const;
const used = (pid: number): number => [...processorTime(pid).values()].reduce((sum, each) => sum + each, 0);

/** Milliseconds since 1970 by the clock that pages have, too. */
const now = () => performance.timeOrigin + performance.now();
const percentile = (values: number[], part: number): number => values.toSorted((one, other) => one - other)[Math.ceil(values.length * part) - 1] ?? NaN;

const portal = await openPortal();
const { origin } = portal;
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-fake-device-for-media-stream=fps=10', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--disable-gpu', '--disable-dev-shm-usage']
});
const screens: Onlooker[] = [];
const viewers: { kill(): void }[] = [];
let injected: Injected | undefined;

/** Posts a form as a page does; the answer says whether it was accepted. */
async function submit({ cookie }: Member, path: string, form: Record<string, string>): Promise<boolean> {
	const answer = await fetch(`${origin}${path}`, { method: 'POST', headers: { cookie, origin, 'accept': 'application/json', 'x-sveltekit-action': 'true' }, body: new URLSearchParams(form) });
	return ((await answer.json()) as { type: string }).type === 'success';
}

/** Posts what must be accepted. */
async function act(member: Member, path: string, form: Record<string, string>): Promise<void> {
	if (!(await submit(member, path, form))) throw new Error(`refused: ${path} ${JSON.stringify(form)}`);
}

try {
	const options = { baseURL: origin, locale: 'cs-CZ', timezoneId: 'Europe/Prague' };
	const { page: office } = await signIn(browser, 'secretary', options);
	const { session, members: ids } = await planSession(office, { seats: ['chair'], others: MEMBERS - 1, inPublic: false });
	await office.goto(`/council/${session}`);
	const room = (await office.getByRole('link', { name: 'Do jednací místnosti' }).getAttribute('href'))?.split('/').at(-1) ?? '';
	await office.goto('about:blank');
	const cookies = await cookiesFor(ids);
	const members = ids.map((id, index): Member => ({ id, cookie: cookies[index] ?? '' }));
	const [chair, ...rest] = members as [Member, ...Member[]];
	const seated = rest.slice(-PAGES);
	const live = async (): Promise<Standing> => ((await (await fetch(`${origin}/council/${session}/live`, { headers: { cookie: chair.cookie } })).json()) as { state: Standing }).state;

	await act(chair, `/council/${session}/desk?/open`, {});
	// Also by the clerk's list: on a machine that is too busy for their pictures the run is void, but it ends.
	for (const { id } of members) await act(chair, `/council/${session}/desk?/here`, { person: id });
	expect((await live()).quorum.present).toBe(MEMBERS);
	screens.push(...(await onlookers(session, cookies, count)));
	for (let index = 0; index < VIEWERS; index += 1) viewers.push(await viewer(room));
	injected = await inject(room, [chair, ...rest.slice(0, -PAGES)].map(({ id }) => id));
	const pages: Page[] = [];
	for (const { cookie } of seated) {
		const context = await browser.newContext({ ...options, viewport: { width: 390, height: 844 }, permissions: ['camera', 'microphone'] });
		const [name = '', value = ''] = cookie.split('=');
		await context.addCookies([{ name, value, url: origin }]);
		await context.addInitScript(smallCamera);
		context.setDefaultTimeout(PATIENCE);
		const page = await context.newPage();
		await page.goto(`/meetings/${room}/room`);
		await page.getByRole('button', { name: 'Vstoupit do jednání' }).click();
		pages.push(page);
	}
	for (const page of pages) await expect.poll(async () => (await diagnosis(page)).received.some(({ kind, frames }) => kind === 'video' && frames > 0), { timeout: PATIENCE, message: 'a picture of somebody else' }).toBe(true);
	console.log(`${String(MEMBERS)} members are in the room, ${String(count)} onlookers listen, ${String(VIEWERS)} screens see and hear`);

	const ballots: number[] = [];
	const heard: number[] = [];
	const answered: number[] = [];
	const counted: number[] = [];
	const results: number[] = [];
	let lost = 0;

	const vote = async (title: string): Promise<void> => {
		const looking = pages.map((page) => drawn(page, '#ballot-title', title));
		const hearing = screens.map((screen) => screen.hears(title));
		const from = now();
		await act(chair, `/council/${session}/votes?/open`, { motion: '', title, threshold: 'procedural' });
		ballots.push(...(await Promise.all(looking)).map((at) => at - from));
		heard.push(...(await Promise.all(hearing)).map((at) => performance.timeOrigin + at - from));

		const id = (await live()).vote?.id ?? '';
		const first = now();
		const cast = await Promise.all(
			members.map(async (member, index) => {
				await new Promise((resolve) => setTimeout(resolve, (index * CASTING) / MEMBERS));
				const asked = now();
				const taken = await submit(member, `/council/${session}/seat?/cast`, { vote: id, choice: choices[index % choices.length] ?? 'for' });
				answered.push(now() - asked);
				return taken;
			})
		);
		counted.push(now() - first);

		const shown = pages.map((page) => drawn(page, '#room-result-title', title));
		const closed = now();
		await act(chair, `/council/${session}/votes?/close`, { vote: id });
		results.push(...(await Promise.all(shown)).map((at) => at - closed));
		const { vote: after } = await live();
		const said = after?.result?.counts ?? {};
		console.log(`${title}: ballot ${(Math.max(...ballots.slice(-pages.length))).toFixed(0)} ms, result ${(Math.max(...results.slice(-pages.length))).toFixed(0)} ms, slowest page`);
		lost += cast.filter((taken) => !taken).length + MEMBERS - choices.reduce((sum, choice) => sum + (said[choice] ?? 0), 0);
	};

	await act(chair, `/council/${session}/desk?/item`, { item: (await live()).agenda[0]?.id ?? '' });
	// Somebody speaks, as in any debate: phones show the speaker large and few beside.
	await act(rest[0] as Member, `/council/${session}/seat?/ask`, { kind: 'ordinary' });
	await act(chair, `/council/${session}/desk?/give`, { request: (await live()).queue[0]?.request ?? '' });
	// The first makes the server and the pages compile what they need.
	await vote('Zkušební hlasování');
	for (const values of [ballots, heard, answered, counted, results]) values.length = 0;

	const costs = processes.map((name) => ({ name, before: used(pidOf(name)) }));
	const [before, began] = [times(), now()];
	for (let round = 0; round < rounds; round += 1) {
		await vote(`Hlasování číslo ${String(round + 1)} z ${String(rounds)}`);
	}
	const idle = idleSince(before);
	for (const { name, before } of costs) console.log(`${name}: ${(((used(pidOf(name)) - before) * 1_000) / (now() - began)).toFixed(2)} of a core`);
	const isVoid = idle < LEAST_IDLE;
	if (isVoid) console.log(`void: only ${idle.toFixed(1)} % of the processors' time was left; it takes ${String(LEAST_IDLE)} %`);
	const figure = (name: string, values: number[], bound?: number) => ({ figure: `council of 65, ${String(count)} onlookers: ${name}${isVoid ? ' (void)' : ''}`, value: percentile(values, 0.95), unit: 'ms', ...(!isVoid && { bound }) });
	for (const [name, values] of Object.entries({ ballots, heard, answered, counted, results })) console.log(`${name}: median ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms, slowest ${percentile(values, 1).toFixed(0)} ms of ${String(values.length)}`);
	console.log(
		JSON.stringify({
			figures: [
				figure('vote opened → ballot on screen, p95', ballots, 300),
				figure('vote opened → at the onlookers, p95', heard),
				figure('65 ballots in one second: each answered, p95', answered),
				figure('65 ballots in one second: all counted after the first, p95', counted),
				{ figure: 'council of 65: ballots that were refused or not counted', value: lost, unit: 'ballots', bound: 0 },
				figure('vote closed → result on screen, p95', results, 500),
				{ figure: 'council of 65: processors busy while it was measured', value: 100 - idle, unit: '%', bound: 100 - LEAST_IDLE }
			]
		})
	);
} finally {
	for (const screen of screens) screen.close();
	for (const each of viewers) each.kill();
	await browser.close();
	await injected?.close();
	await portal.close();
}
