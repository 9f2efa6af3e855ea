// `node with-node.mjs <command> …`: runs a command with the Node and the packages that the house runs with, and sets up only those.
import { delimiter, join } from 'node:path';
import { entry, handOver } from './setup/hand-over.mjs';
import { provideTools } from './setup/setup.mjs';

await entry(async () => {
	const [command = 'node', ...args] = process.argv.slice(2);
	const { machine, node } = await provideTools({ env: process.env, say: console.error });
	const path = [join(node, '..'), join(machine.root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
	return handOver(command, args, { ...process.env, PATH: path });
});
