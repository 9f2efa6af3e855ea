/** Runs every test against real servers with throw-away data, and prints as its last line "N passed, N failed". Started by test.mjs. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Runner } from './runner.ts';
import { Failure } from './setup/failure.mjs';
import { privateFolder } from './supervise/secrets.ts';
import { add, judge, tallyPlaywright, tallyVitest, type Tally } from './test-results.ts';
import { startTrialServers } from './trial-servers.ts';

const ROOMS = ['db', 'storage', 'sfu', 'web'];

const data = process.env.SAL_DATA ?? '';
process.umask(0o077);
/** What the tests leave behind goes with the data, or stays with it to be looked at. */
const scratch = privateFolder(join(data, 'tmp'));
const starting = startTrialServers(data);
const stopServers = async () => (await starting.catch(() => undefined))?.stop();
const runner = new Runner(stopServers);

/** Runs one room's tests and answers with what they counted. */
async function runRoom(room: string, env: NodeJS.ProcessEnv): Promise<Tally> {
	const began = Date.now();
	const report = join(data, `${room}.json`);
	const args = room === 'e2e' ? [] : ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	console.log(`\n── ${room}`);
	const code = await runner.run('npm', ['run', 'test', '-w', room, ...args], { env: { ...env, TMPDIR: scratch, SAL_E2E_REPORT: report } });
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

async function run(): Promise<Tally> {
	const tallies: Tally[] = [];
	const servers = await starting;
	for (const room of ROOMS) tallies.push(await runRoom(room, { ...process.env, SAL_MODE: 'test', ...servers.env }));
	// The end-to-end tests start a Sál of their own and must not meet these servers.
	await stopServers();
	tallies.push(await runRoom('e2e', { ...process.env, SAL_DATA: undefined }));
	return add(tallies);
}

let total: Tally = { passed: 0, failed: 1, skipped: 0 };
try {
	total = await run();
} catch (error) {
	console.error(error instanceof Failure ? error.message : error);
} finally {
	await stopServers();
}
if (total.failed === 0) rmSync(data, { recursive: true, force: true });
else console.log(`\nLogs of the servers: ${join(data, 'logs')}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
