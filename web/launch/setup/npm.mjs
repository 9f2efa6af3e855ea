import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';

/**
 * Runs npm: the one that started us, else the one beside our Node, else the one on PATH.
 * @param {import('./machine.mjs').Machine} machine @param {{ args: string[], log: string, otherwise: string, node?: string }} options
 */
export function npm(machine, { args, node = process.execPath, ...options }) {
	const script = [machine.env.npm_execpath, join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')].find((file) => file?.endsWith('.js') && existsSync(file));
	// A surrounding `npm start` hands its own settings down; they would point this npm at the wrong folder.
	const env = Object.fromEntries(Object.keys(machine.env).filter((name) => /^npm_(lifecycle|package|config_local_prefix|config_prefix|command)/.test(name)).map((name) => [name, undefined]));
	if (script) return machine.run({ ...options, command: node, args: [script, ...args], cwd: machine.root, env });
	const command = machine.onPath('npm');
	if (!command) throw new Failure('npm is missing: install it beside Node and start again.');
	return machine.run({ ...options, command, args, cwd: machine.root, env });
}

/**
 * Are the installed packages those of the lock file? npm keeps a copy of what it has installed, written last, so an interrupted
 * installation does not pass. Packages of other platforms may be missing.
 * @param {string} root
 */
export function installed(root) {
	const wanted = packages(join(root, 'package-lock.json'));
	const found = packages(join(root, 'node_modules/.package-lock.json'));
	if (!wanted || !found) return false;
	return Object.entries(wanted)
		.filter(([path]) => path.includes('node_modules/'))
		.every(([path, { version, optional, link }]) => {
			const there = found[path];
			if (!there) return optional === true;
			return link === true || there.version === version;
		});
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | undefined} */
function packages(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}
