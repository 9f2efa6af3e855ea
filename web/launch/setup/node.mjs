import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { npm } from './npm.mjs';

const VERSION = '24.21.0';
/** The first Node that strips types by itself and that mediasoup, SvelteKit and vitest accept. */
const OLDEST = [22, 18];

/** May this Node run the house itself? @param {string} version as in `process.versions.node` */
export function newEnough(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
	return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Folder of the Node that everything runs with: this one's if it is new enough, else one from npm. @param {import('./machine.mjs').Machine} machine */
export async function provideNode(machine) {
	if (newEnough(process.versions.node)) return join(process.execPath, '..');
	const bin = `node_modules/node-${machine.target}/bin`;
	const folder = await cached({
		cache: machine.cache,
		name: `node-${VERSION}`,
		works: async (place) => answers(join(place, bin, 'node')),
		make: async (place) => {
			await npm(machine, {
				args: ['install', '--prefix', place, '--ignore-scripts', '--no-audit', '--no-fund', `node-${machine.target}@${VERSION}`],
				log: 'setup-node.log',
				otherwise: `Node ${VERSION} could not be taken from npm: check the connection to the package registry, or install Node 22.18 or newer.`
			});
		}
	});
	return join(folder, bin);
}

/** @param {string} node */
function answers(node) {
	try {
		return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() === `v${VERSION}`;
	} catch {
		return false;
	}
}
