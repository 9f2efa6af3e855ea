// `npm test`: sets the machine up as for a start, and browsers too, then hands over to the tests. No dependencies, Node 20.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry, handOver } from './setup/hand-over.mjs';
import { setUp } from './setup/setup.mjs';

await entry(async () => {
	// Tests have data of their own that are thrown away; what the operator's environment says of servers is not for them.
	const rest = Object.entries(process.env).filter(([name]) => !/^(DATABASE_(OWNER_)?URL|S3_ENDPOINT|SAL_(MODE|HOST|PORT|ORIGIN))$/.test(name));
	const own = { ...Object.fromEntries(rest), SAL_DATA: mkdtempSync(join(tmpdir(), 'sal-test-')) };
	console.log('Sál: setting up the tests');
	const { machine, node, env } = await setUp({ env: own, tests: true, say: console.log });
	return handOver(node, [join(machine.root, 'web/launch/tests.ts')], { ...own, ...env });
});
