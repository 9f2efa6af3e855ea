/**
 * Runs every `<room>/bench/*.bench.ts` against real servers with throw-away data, prints a table, and writes `bench.json` into the folder
 * where it was called. Started by bench.mjs; arguments choose benches by a part of their path.
 *
 * A bench is a program that prints, as its last line, `{"figures": [{"figure", "value", "unit", "bound"?}]}`; a figure is within its bound
 * when it is not above it. A bound that is not reached is told and fails nothing, because machines are noisy; a bench that breaks has a row
 * of its own, the others go on, and the exit code is 1.
 */
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Runner } from './runner.ts';
import { cloneFolder } from './setup/machine.mjs';
import { startTrialServers } from './trial-servers.ts';

const figures = v.object({ figures: v.array(v.object({ figure: v.string(), value: v.number(), unit: v.string(), bound: v.optional(v.number()) })) });
type Figure = v.InferOutput<typeof figures>['figures'][number];

async function output(program: string, env: NodeJS.ProcessEnv): Promise<string> {
	let text = '';
	const code = await runner.run(process.execPath, [program], { env, onOutput: (part) => (text += part) });
	if (code !== 0) throw new Error(`ended with ${code}: what it said stands above`);
	return text;
}

const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');

interface Row {
	figure: string;
	value: number | '';
	unit: string;
	bound: number | '';
	reached: 'yes' | 'no' | 'broken' | '';
}

const asRow = ({ figure, value, unit, bound }: Figure): Row => ({ figure, value: Number(value.toFixed(2)), unit, bound: bound ?? '', reached: bound === undefined ? '' : value <= bound ? 'yes' : 'no' });

const data = process.env.SAL_DATA ?? '';
const wanted = process.argv.slice(2);
const programs = globSync('{db,storage,sfu,web,e2e}/bench/*.bench.ts', { cwd: cloneFolder }).filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)));
const starting = startTrialServers(data);
const close = async () => {
	await (await starting.catch(() => undefined))?.stop();
	rmSync(data, { recursive: true, force: true });
};
const runner = new Runner(close);
const rows: Row[] = [];
try {
	const { env } = await starting;
	for (const program of programs.sort()) {
		console.log(`── ${program}`);
		try {
			rows.push(...v.parse(figures, lastLine(await output(join(cloneFolder, program), { ...process.env, ...env }))).figures.map(asRow));
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			console.error(`${program}: ${reason}`);
			rows.push({ figure: program, value: '', unit: '', bound: '', reached: 'broken' });
			process.exitCode = 1;
		}
	}
} finally {
	await close();
}
console.table(rows);
const file = join(process.env.INIT_CWD ?? cloneFolder, 'bench.json');
writeFileSync(file, `${JSON.stringify(rows, null, '\t')}\n`);
console.log(`Written: ${file}`);
