// `npm start`: sets the machine up, then hands over to the supervisor. No dependencies, Node 20: on a bare machine nothing else is there.
import { join } from 'node:path';
import { entry, handOver } from './setup/hand-over.mjs';
import { listeningPort } from './setup/preflight.mjs';
import { setUp } from './setup/setup.mjs';

await entry(async () => {
	listeningPort(process.env);
	console.log('Sál: setting up');
	const { machine, node, env } = await setUp({ env: process.env, tests: false, say: console.log });
	return handOver(node, [join(machine.root, 'web/launch/main.ts')], { ...process.env, ...env });
});
