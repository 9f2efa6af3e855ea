/**
 * What our media server costs above the bare engine: CPU (utime + stime of server and worker) per packet that arrives in Chromium, against a
 * mediasoup worker with fifty lines of signalling. Run by `npm run bench` (or `node sfu/bench/forwarding.bench.ts [pairs] [slices]`);
 * reads MEDIASOUP_WORKER_BIN and CHROMIUM_BIN.
 *
 * Publishers only publish, subscribers watch and hear all of them. A picture is sent at what the room's page gives the layer of a large tile,
 * 1.5 Mbit/s, beside Opus with 50 packets a second: some two hundred packets a second to each subscriber from each publisher. All live in one
 * page, the same tracks go to both servers, and the page does not count. Both meetings stand side by side; their publishers take turns every
 * few seconds, because a machine's pace changes by the minute.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { until } from '../src/recorder/trial/condition.ts';
import type { Signalling } from './forwarding/people.ts';
import { bareSide, ourSide, type Side } from './forwarding/sides.ts';
import { cpuSeconds } from './processes.ts';

const pairs = Number(process.argv[2] ?? 5);
/** Turns of each side in a pair. */
const slices = Number(process.argv[3] ?? 4);
const shapes = [{ publishers: 1, subscribers: 20 }, { publishers: 4, subscribers: 8 }];
type Shape = (typeof shapes)[number];
/** A turn begins with key frames and with encoders that find their pace: that is not measured. */
const settlingMs = 1_500;
const sliceMs = 2_500;

type Name = 'ours' | 'bare';
interface Spent {
	cpu: number;
	packets: number;
}

/** Whose transport this is: what the page asks goes there. */
const sideOf = new Map<string, Side>();

async function gather(page: Page, name: Name, side: Side, { publishers, subscribers }: Shape): Promise<void> {
	const open = async () => {
		const entrance = await side.open();
		for (const { id } of [entrance.send, entrance.receive]) sideOf.set(id, side);
		return { name, entrance };
	};
	for (let number = 0; number < publishers; number += 1) await page.evaluate(({ name, entrance }) => window.people.publish(name, entrance), await open());
	for (let number = 0; number < subscribers; number += 1) {
		const tracks = await page.evaluate(({ name, entrance }) => window.people.watch(name, entrance), await open());
		if (tracks !== publishers * 2) throw new Error(`a subscriber got ${tracks} tracks of ${publishers} people`);
	}
	await until('every track has packets', 60_000, async () => (await page.evaluate((name) => window.people.count(name), name)).silent === 0);
}

async function slice(page: Page, name: Name, side: Side, spent: Spent): Promise<void> {
	const count = () => page.evaluate((name) => window.people.count(name), name);
	await page.evaluate((name) => { window.people.turn(name); }, name);
	await wait(settlingMs);
	const [before, from] = [await count(), cpuSeconds(side.pids())];
	await wait(sliceMs);
	const [after, to] = [await count(), cpuSeconds(side.pids())];
	spent.packets += after.packets - before.packets;
	spent.cpu += to - from;
}

/** CPU per packet, ours against the bare worker's, once per pair. */
async function compare(page: Page, shape: Shape): Promise<number[]> {
	const sides = { ours: await ourSide(), bare: await bareSide() };
	try {
		await gather(page, 'ours', sides.ours, shape);
		await gather(page, 'bare', sides.bare, shape);
		const ratios: number[] = [];
		for (let pair = 0; pair < pairs; pair += 1) {
			const spent = { ours: { cpu: 0, packets: 0 }, bare: { cpu: 0, packets: 0 } };
			for (let turn = 0; turn < slices; turn += 1) {
				for (const name of (pair + turn) % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) await slice(page, name, sides[name], spent[name]);
			}
			const cost = (name: Name) => (spent[name].cpu / spent[name].packets) * 1e6;
			console.log(`${shape.publishers} × ${shape.subscribers}, pair ${pair + 1}: ours ${cost('ours').toFixed(2)} µs for each of ${spent.ours.packets} packets, bare ${cost('bare').toFixed(2)} µs for each of ${spent.bare.packets}`);
			ratios.push(cost('ours') / cost('bare'));
		}
		return ratios.sort((a, b) => a - b);
	} finally {
		await sides.ours.close();
		await sides.bare.close();
	}
}

const bundle = await build({ entryPoints: [join(import.meta.dirname, 'forwarding/people.ts')], bundle: true, format: 'iife', write: false });
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--autoplay-policy=no-user-gesture-required', '--disable-dev-shm-usage']
});
try {
	const figures = [];
	for (const shape of shapes) {
		const page = await browser.newPage();
		await page.exposeFunction('signal', (call: keyof Signalling, id: string, ...sent: unknown[]) => (sideOf.get(id)?.[call] as ((...sent: unknown[]) => Promise<unknown>) | undefined)?.(id, ...sent));
		await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
		const ratios = await compare(page, shape);
		await page.close();
		figures.push({ figure: `forwarding ${shape.publishers} × ${shape.subscribers}: CPU per packet against a bare worker, median of ${pairs} pairs`, value: ratios[Math.floor(pairs / 2)] ?? NaN, unit: 'times', bound: 1.15 });
	}
	console.log(JSON.stringify({ figures }));
} finally {
	await browser.close();
}
