import { spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';
import { Failure, explain } from './failure.mjs';

/**
 * What set-up knows of this machine, and what it may do with it. Every room's `setup.mjs` receives it.
 * @typedef {object} Machine
 * @property {string} root clone folder
 * @property {string} data data folder (SAL_DATA)
 * @property {string} cache folder of tools kept between clones
 * @property {string} logs folder of log files
 * @property {boolean} superuser may it install packages of the distribution?
 * @property {string} target `linux-x64`, `linux-arm64`
 * @property {NodeJS.ProcessEnv} env
 * @property {string[]} extraPath folders that go first in PATH of what set-up runs (Node 24, once it is there)
 * @property {(name: string) => string | undefined} onPath
 * @property {(options: RunOptions) => Promise<string>} run
 * @property {(tool: Omit<Parameters<typeof cached>[0], 'cache'>) => Promise<string>} cached keeps a tool in the cache and answers with its folder
 * @property {(sentence: string) => never} fail ends set-up with one sentence for the operator
 *
 * @typedef {object} Needs what a room's `setup.mjs` answers
 * @property {import('./apt.mjs').DistributionPackage[]} packages
 * @property {import('./steps.mjs').Step[]} steps
 *
 * @typedef {object} RunOptions
 * @property {string} command
 * @property {string[]} args
 * @property {string} log name of the log file in `logs`
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to the machine's environment
 * @property {string} [otherwise] sentence for the operator when the command fails; the log file is named after it
 */

/** The clone this file lies in. */
export const cloneFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Looks at the machine; creates data, log and cache folders. @param {NodeJS.ProcessEnv} env @returns {Machine} */
export function inspect(env) {
	const data = resolve(env.SAL_DATA ?? join(cloneFolder, '.sal'));
	const cache = join(env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache'), 'sal');
	const logs = join(data, 'logs');
	for (const folder of [data, logs, cache]) {
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			accessSync(folder, constants.W_OK);
		} catch (error) {
			throw explain(error, folder);
		}
	}
	/** @type {string[]} */
	const extraPath = [];
	return {
		root: cloneFolder, data, cache, logs, env, extraPath,
		superuser: process.getuid?.() === 0,
		target: `${process.platform}-${process.arch}`,
		cached: (tool) => cached({ ...tool, cache }),
		fail: (sentence) => {
			throw new Failure(sentence);
		},
		onPath: (name) => (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find(isExecutable),
		run: (options) => run({ ...options, log: join(logs, options.log), env: { ...env, PATH: [...extraPath, env.PATH].join(delimiter), ...options.env } })
	};
}

/** @param {string} file */
export function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

/** Runs a command to its end; everything it prints goes to the log file, its standard output is the answer. @param {RunOptions} options @returns {Promise<string>} */
function run({ command, args, cwd, env, log, otherwise }) {
	return new Promise((done, fail) => {
		const file = createWriteStream(log, { flags: 'a' });
		file.on('error', (error) => fail(explain(error, log)));
		file.write(`$ ${command} ${args.join(' ')}\n`);
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
		const end = () => child.kill();
		process.once('exit', end);
		child.once('close', () => process.off('exit', end));
		let out = '';
		let err = '';
		child.stdout.on('data', (chunk) => { out += chunk; file.write(chunk); });
		child.stderr.on('data', (chunk) => { err = (err + chunk).slice(-20_000); file.write(chunk); });
		child.on('error', (error) => fail(new Failure(`${otherwise ?? `${command} could not be run.`} (${error.message}; log: ${log})`)));
		child.on('close', (code, signal) => {
			file.end();
			if (code === 0) return done(out);
			if (/ENOSPC|No space left on device/i.test(err + out)) return fail(new Failure(`The disk is full: free some space and start again (log: ${log}).`));
			fail(new Failure(`${otherwise ?? `${command} failed.`} (${code === null ? `ended by ${signal}` : `exit code ${code}`}; log: ${log})`));
		});
	});
}
