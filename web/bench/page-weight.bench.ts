/**
 * JavaScript that a browser loads for a page, compressed (gzip), from the built portal: the framework's entries, the root layout, the page,
 * and everything they import, at once or later.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';

const built = join(import.meta.dirname, '../.svelte-kit');
const chunk = v.object({ file: v.string(), imports: v.optional(v.array(v.string()), []), dynamicImports: v.optional(v.array(v.string()), []) });
const manifest = v.parse(v.record(v.string(), chunk), JSON.parse(readFileSync(join(built, 'output/client/.vite/manifest.json'), 'utf8')));
const nodes = '.svelte-kit/generated/build/client-optimized/nodes';

/** SvelteKit numbers its pages; what a number stands for is written in the module it generated. */
function nodeOf(source: string): string {
	const found = readdirSync(join(import.meta.dirname, '..', nodes)).find((name) => readFileSync(join(import.meta.dirname, '..', nodes, name), 'utf8').includes(source));
	if (!found) throw new Error(`no page is made from ${source}: build the portal first`);
	return `${nodes}/${found}`;
}

/** These and all that they import, once each. The framework's entry knows every page; what it may load later is not this page's weight. */
function closure(keys: string[], later: boolean, seen = new Set<string>()): Set<string> {
	for (const key of keys) {
		const found = manifest[key];
		if (!found || seen.has(key)) continue;
		seen.add(key);
		closure([...found.imports, ...(later ? found.dynamicImports : [])], later, seen);
	}
	return seen;
}

function kilobytes(page: string): number {
	const entries = Object.keys(manifest).filter((key) => key.endsWith('/client/entry.js') || key.endsWith('/client/client-entry.js') || key.endsWith('client-optimized/app.js'));
	const files = new Set([...closure(entries, false), ...closure([nodeOf('src/routes/+layout.svelte'), nodeOf(page)], true)].map((key) => manifest[key]?.file ?? ''));
	return [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipSync(readFileSync(join(built, 'output/client', file))).length / 1000, 0);
}

console.log(
	JSON.stringify({
		figures: [
			{ figure: 'JavaScript of the login page', value: kilobytes('routes/login/+page.svelte'), unit: 'KB gzip', bound: 90 },
			{ figure: 'JavaScript of the room', value: kilobytes('meetings/[id]/room/+page'), unit: 'KB gzip', bound: 260 }
		]
	})
);
