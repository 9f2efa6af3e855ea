/** Tests and benches that are called off leave nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endTree, processTree } from './supervise/end-tree.ts';
import { alive, identify } from './supervise/process-identity.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sal-runner-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a program ends in order, and what it has left in groups of its own by force', { timeout: 60_000 }, async () => {
	const note = join(folder, 'note');
	const file = join(folder, 'probe.cjs');
	// As a test runner with a server that it ends and a browser that it forgets, which hears no signal but the last.
	writeFileSync(file, `
		const start = (script) => require('node:child_process').spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
		const server = start("process.stdout.write('up'); setInterval(() => {}, 1000)");
		const browser = start("process.on('SIGINT', () => {}).on('SIGTERM', () => {}); process.stdout.write('up'); setInterval(() => {}, 1000)");
		const note = (text) => require('node:fs').appendFileSync(${JSON.stringify(note)}, text + '\\n');
		process.on('SIGINT', () => { server.once('exit', () => { note('in order'); process.exit(0); }); server.kill(); });
		server.stdout.once('data', () => browser.stdout.once('data', () => note('up')));
	`);
	const program = spawn(process.execPath, [file], { detached: true, stdio: 'ignore' });
	await vi.waitFor(() => expect(existsSync(note)).toBe(true), PATIENCE);
	const tree = processTree(program.pid ?? 0);
	expect(tree).toHaveLength(3);
	await endTree(program.pid ?? 0, { patience: 2_000 });
	await vi.waitFor(() => expect(tree.filter(alive)).toEqual([]), PATIENCE);
	expect(readFileSync(note, 'utf8')).toBe('up\nin order\n');
});

test.each(['SIGTERM', 'SIGKILL'] as const)('benches whose starter gets a %s leave no server and no program', { timeout: 120_000 }, async (signal) => {
	const data = join(folder, 'data');
	// As bench.mjs hands over: a channel tells the benches when it is gone.
	const starter = join(folder, 'starter.mjs');
	writeFileSync(starter, `import { handOver } from ${JSON.stringify(join(import.meta.dirname, 'setup/hand-over.mjs'))};
		process.exitCode = await handOver(process.execPath, [${JSON.stringify(join(import.meta.dirname, 'benches.ts'))}, 'recorder.bench'], process.env);`);
	const program = spawn(process.execPath, [starter], { env: { ...process.env, SAL_DATA: data }, stdio: 'ignore' });
	const names = () => processTree(program.pid ?? 0).map(({ pid }) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
	await vi.waitFor(() => expect(names()).toEqual(expect.arrayContaining(['postgres', 'minio', 'ffmpeg'])), PATIENCE);
	const tree = processTree(program.pid ?? 0);
	program.kill(signal);
	if (identify(program.pid ?? 0)) await once(program, 'exit');
	await vi.waitFor(() => expect(tree.filter(alive)).toEqual([]), PATIENCE);
	await vi.waitFor(() => expect(existsSync(data)).toBe(false), PATIENCE);
});
