// `npm run bench`: sets the machine up as for a start, then hands over to the benches. No dependencies, Node 20.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry, handOver } from './setup/hand-over.mjs';
import { setUp } from './setup/setup.mjs';

await entry(async () => {
	const own = { ...process.env, SAL_DATA: mkdtempSync(join(tmpdir(), 'sal-bench-')) };
	console.log('Sál: setting up the benches');
	const { machine, node, env } = await setUp({ env: own, tests: true, say: console.log });
	return handOver(node, [join(machine.root, 'web/launch/benches.ts'), ...process.argv.slice(2)], { ...own, ...env });
});
