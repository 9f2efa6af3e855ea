import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';

/** Sources of other rooms that the portal's bundle contains. */
const SOURCES = ['web', 'db/src', 'storage/src', 'sfu/src', 'svelte.config.js', 'package-lock.json'];
const SKIPPED = new Set(['node_modules', 'build', '.svelte-kit', 'paraglide', 'launch', 'front', 'bench', 'test-results']);
const STAMP = 'web/build/.sal-stamp';

/** One hash over everything the portal is built from. @param {string} root */
export function sourceHash(root) {
	const hash = createHash('sha256');
	/** @param {string} path */
	const add = (path) => {
		for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
			if (SKIPPED.has(entry.name) || entry.name.endsWith('.test.ts')) continue;
			const inside = `${path}/${entry.name}`;
			if (entry.isDirectory()) add(inside);
			else if (entry.isFile()) hash.update(inside).update('\0').update(readFileSync(join(root, inside))).update('\0');
		}
	};
	for (const source of SOURCES) {
		if (/\.(js|json)$/.test(source)) hash.update(readFileSync(join(root, source)));
		else add(source);
	}
	return hash.digest('hex');
}

/** Is what lies in `web/build` built from these sources? @param {string} root */
export const built = (root) => existsSync(join(root, STAMP)) && readFileSync(join(root, STAMP), 'utf8') === sourceHash(root);

/** Builds the portal with the given Node. The stamp lies inside the build folder, which the adapter empties first. @param {import('./machine.mjs').Machine} machine @param {string} node */
export async function buildWeb(machine, node) {
	const hash = sourceHash(machine.root);
	await npm(machine, { node, args: ['run', 'build', '-w', 'web'], log: 'setup-web.log', otherwise: 'The portal could not be built.' });
	writeFileSync(join(machine.root, STAMP), hash);
}
