/** Runs every test against real servers with throw-away data, and prints as its last line "N passed, N failed". Started by test.mjs. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './setup/failure.mjs';
import { cloneFolder } from './setup/machine.mjs';
import { add, judge, tallyPlaywright, tallyVitest, type Tally } from './test-results.ts';
import { startTrialServers, type TrialServers } from './trial-servers.ts';

const ROOMS = ['db', 'storage', 'sfu', 'web'];

const data = process.env.SAL_DATA ?? '';
let servers: TrialServers | undefined;
let running: ReturnType<typeof spawn> | undefined;
let stopped = false;

/** Runs one room's tests and answers with what they counted. */
async function runRoom(room: string, env: NodeJS.ProcessEnv): Promise<Tally> {
	const began = Date.now();
	const report = join(data, `${room}.json`);
	const args = room === 'e2e' ? [] : ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	console.log(`\n── ${room}`);
	const code = await npmTest(room, args, { ...env, SAL_E2E_REPORT: report });
	const text = existsSync(report) ? readFileSync(report, 'utf8') : 'null';
	const tally = judge({ code, report: parse(text), tally: room === 'e2e' ? tallyPlaywright : tallyVitest });
	console.log(`── ${room}: ${tally.passed} passed, ${tally.failed} failed${tally.skipped ? `, ${tally.skipped} skipped` : ''} (${Math.round((Date.now() - began) / 1000)} s)`);
	return tally;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const npmTest = (room: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> =>
	new Promise((done) => {
		running = spawn('npm', ['run', 'test', '-w', room, ...args], { cwd: cloneFolder, env, stdio: ['ignore', 'inherit', 'inherit'] });
		running.on('error', () => done(1));
		running.on('exit', (code) => done(code ?? 1));
	});

async function run(): Promise<Tally> {
	const tallies: Tally[] = [];
	servers = await startTrialServers(data);
	for (const room of ROOMS) if (!stopped) tallies.push(await runRoom(room, { ...process.env, SAL_MODE: 'test', ...servers.env }));
	// The end-to-end tests start a Sál of their own and must not meet these servers.
	await servers.stop();
	if (!stopped) tallies.push(await runRoom('e2e', { ...process.env, SAL_DATA: undefined }));
	return add(tallies);
}

async function stop(): Promise<void> {
	stopped = true;
	running?.kill('SIGTERM');
	await servers?.stop();
}

process.umask(0o077);
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal as NodeJS.Signals, () => void stop().then(() => process.exit(130)));
let total: Tally = { passed: 0, failed: 1, skipped: 0 };
try {
	total = await run();
} catch (error) {
	console.error(error instanceof Failure ? error.message : error);
} finally {
	await stop();
}
if (total.failed === 0) rmSync(data, { recursive: true, force: true });
else console.log(`\nLogs of the servers: ${join(data, 'logs')}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
