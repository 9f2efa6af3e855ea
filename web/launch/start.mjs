// `npm start`: sets the machine up, then hands over to the supervisor. No dependencies, Node 20: on a bare machine nothing else is there.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { entry, handOver } from './setup/hand-over.mjs';
import { cloneFolder } from './setup/machine.mjs';
import { listeningPort, requireFreePort } from './setup/preflight.mjs';
import { setUp } from './setup/setup.mjs';

await entry(async () => {
	const port = listeningPort(process.env);
	// Before minutes of set-up. Where an earlier start has left notes, the supervisor looks first whether it is our own that listens.
	const notes = join(process.env.SAL_DATA ?? join(cloneFolder, '.sal'), 'run');
	if (!existsSync(notes) || !readdirSync(notes).some((name) => name.endsWith('.pid'))) await requireFreePort({ host: process.env.SAL_HOST ?? '127.0.0.1', port });
	console.log('Sál: setting up');
	const { machine, node, env } = await setUp({ env: process.env, tests: false, say: console.log });
	return handOver(node, [join(machine.root, 'web/launch/main.ts')], { ...process.env, ...env });
});
