/**
 * Messages live beside what they belong to: `messages/<name>/` for the frame, a folder `messages/` anywhere below `src/` for modules,
 * each with `cs.json` and `en.json`. This file finds the folders, so that a new module needs no central edit.
 * `node paraglide.ts` compiles them (before a check, a test, a build); the development server does it at every change.
 */
import { compile, type CompilerOptions } from '@inlang/paraglide-js';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const project = join(web, '.svelte-kit/messages.inlang');
const outdir = join(web, 'src/lib/paraglide');
const locales = ['cs', 'en'];

function folders(): string[] {
	return globSync(['messages/*/cs.json', 'src/**/messages/cs.json'], { cwd: web }).map(dirname).sort();
}

function keysOf(folder: string, locale: string): string[] {
	return Object.keys(JSON.parse(readFileSync(join(web, folder, `${locale}.json`), 'utf8'))).filter((key) => !key.startsWith('$'));
}

/** A key in two folders would silently shadow one of them; a key in one language only would show its name to people. */
function checkKeys(): void {
	const owner = new Map<string, string>();
	for (const folder of folders()) {
		const czech = keysOf(folder, 'cs');
		const english = keysOf(folder, 'en');
		for (const key of czech) {
			const other = owner.get(key);
			if (other) throw new Error(`message ${key} is in ${other} and in ${folder}: begin it with the module's name`);
			if (!english.includes(key)) throw new Error(`message ${key} of ${folder} has no English text`);
			owner.set(key, folder);
		}
		const extra = english.find((key) => !czech.includes(key));
		if (extra) throw new Error(`message ${extra} of ${folder} has no Czech text`);
	}
}

/** Writes the inlang settings for the folders that are there now, and gives the options of the compiler. */
export function messageOptions(): CompilerOptions {
	checkKeys();
	const settings = {
		baseLocale: 'cs',
		locales,
		telemetry: 'off',
		// A path, not an address: nothing is fetched from the network when messages are compiled.
		modules: [relative(dirname(project), fileURLToPath(import.meta.resolve('@inlang/plugin-message-format')))],
		'plugin.inlang.messageFormat': { pathPattern: folders().map((folder) => `../${folder}/{locale}.json`) }
	};
	mkdirSync(project, { recursive: true });
	writeFileSync(join(project, 'settings.json'), JSON.stringify(settings, undefined, '\t'));
	// Not cleaned: a check that runs at the same time would find the files gone. Left-overs of removed messages are imported by nobody.
	return { project, outdir, cleanOutdir: false, cookieName: 'sal_locale', strategy: ['cookie', 'baseLocale'], emitPrettierIgnore: false, emitReadme: false };
}

function inputHash(): string {
	const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
	for (const folder of folders()) for (const locale of locales) hash.update(folder).update(readFileSync(join(web, folder, `${locale}.json`)));
	return hash.digest('hex');
}

if (import.meta.main) {
	const stamp = join(outdir, '.inputs');
	const hash = inputHash();
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
		await compile(messageOptions());
		writeFileSync(stamp, hash);
	}
	// inlang leaves timers behind that would keep this process for half a minute.
	process.exit(0);
}
