/**
 * What our media server costs above the bare engine: CPU (utime + stime of server and worker) per packet that arrives in Chromium, against a
 * mediasoup worker with fifty lines of signalling. Run by `npm run bench` (or `node sfu/bench/forwarding.bench.ts [pairs] [seconds]`);
 * reads MEDIASOUP_WORKER_BIN and CHROMIUM_BIN.
 *
 * Publishers only publish, subscribers watch and hear all of them; all of them live in one page, the same for both sides, and do not count.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { until } from '../src/recorder/trial/condition.ts';
import { bareSide, ourSide, type Side } from './forwarding/sides.ts';
import type { Signalling } from './forwarding/people.ts';
import { cpuSeconds } from './processes.ts';

const pairs = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 15);
const shapes = [{ publishers: 1, subscribers: 20 }, { publishers: 4, subscribers: 8 }];
const sides = { ours: ourSide, bare: bareSide };

let measured: Side | undefined;

/** Microseconds of CPU per packet received. */
async function measure(page: Page, side: Side, { publishers, subscribers }: (typeof shapes)[number]): Promise<number> {
	measured = side;
	try {
		for (let number = 0; number < publishers; number += 1) await page.evaluate((entrance) => window.people.publish(entrance), await side.open());
		for (let number = 0; number < subscribers; number += 1) {
			const tracks = await page.evaluate((entrance) => window.people.watch(entrance), await side.open());
			if (tracks !== publishers * 2) throw new Error(`a subscriber got ${tracks} tracks of ${publishers} people`);
		}
		const count = () => page.evaluate(() => window.people.count());
		await until('every track has packets', 60_000, async () => (await count()).silent === 0);
		const pids = side.pids();
		const [before, from] = [await count(), cpuSeconds(pids)];
		await wait(seconds * 1_000);
		const [after, to] = [await count(), cpuSeconds(pids)];
		const cost = ((to - from) / (after.packets - before.packets)) * 1e6;
		console.log(`${after.packets - before.packets} packets, ${(to - from).toFixed(2)} s of CPU: ${cost.toFixed(2)} µs each`);
		return cost;
	} finally {
		await page.evaluate(() => { window.people.leave(); });
		await side.close();
	}
}

const bundle = await build({ entryPoints: [join(import.meta.dirname, 'forwarding/people.ts')], bundle: true, format: 'iife', write: false });
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--autoplay-policy=no-user-gesture-required', '--disable-dev-shm-usage']
});
try {
	const page = await browser.newPage();
	await page.exposeFunction('signal', (call: keyof Signalling, ...sent: unknown[]) => (measured?.[call] as ((...sent: unknown[]) => Promise<unknown>) | undefined)?.(...sent));
	await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
	const figures = [];
	for (const shape of shapes) {
		const ratios: number[] = [];
		for (let pair = 0; pair < pairs; pair += 1) {
			// Whoever comes second meets a warmer machine, so they take turns.
			const spent = { ours: NaN, bare: NaN };
			for (const which of pair % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
				console.log(`${shape.publishers} × ${shape.subscribers}, pair ${pair + 1}, ${which}`);
				spent[which] = await measure(page, await sides[which](), shape);
			}
			ratios.push(spent.ours / spent.bare);
		}
		ratios.sort((a, b) => a - b);
		console.log(`ratios: ${ratios.map((ratio) => ratio.toFixed(3)).join(', ')}`);
		figures.push({ figure: `forwarding ${shape.publishers} × ${shape.subscribers}: CPU per packet against a bare worker, median of ${pairs} pairs`, value: ratios[Math.floor(pairs / 2)] ?? NaN, unit: 'times', bound: 1.15 });
	}
	console.log(JSON.stringify({ figures }));
} finally {
	await browser.close();
}
