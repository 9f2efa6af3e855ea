import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

const GB = 2 ** 30;
/** A first start builds tools and installs packages; a later one only needs room for its data. */
const FIRST_START = 4 * GB;
const LATER_START = 0.5 * GB;

/** Guard: a system that the steps know. @param {string} target */
export function requirePlatform(target) {
	if (target === 'linux-x64' || target === 'linux-arm64') return;
	throw new Failure(`Sál sets itself up on Linux (x64, arm64), and this is ${target}: use a virtual machine or a container with Debian 12.`);
}

/** Guard: room on the disks. @param {{ folders: string[], first: boolean, free?: (folder: string) => number }} options `free` answers in bytes */
export function requireSpace({ folders, first, free = freeBytes }) {
	const need = first ? FIRST_START : LATER_START;
	for (const folder of folders) {
		const left = free(folder);
		if (left < need) throw new Failure(`The disk that holds ${folder} has ${gigabytes(left)} left and Sál needs ${gigabytes(need)}: free some space or choose another folder (SAL_DATA, XDG_CACHE_HOME).`);
	}
}

/** @param {string} folder */
function freeBytes(folder) {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

/** The listening port as the environment says, 3000 by default. @param {NodeJS.ProcessEnv} env */
export function listeningPort(env) {
	const port = Number(env.SAL_PORT ?? 3000);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Failure(`SAL_PORT is "${env.SAL_PORT}", which is no port: give a number from 1 to 65535.`);
}

/** Guard: nobody else listens there. @param {{ host: string, port: number }} options */
export async function requireFreePort({ host, port }) {
	const code = await new Promise((done) => {
		const probe = createServer();
		probe.once('error', (error) => done(/** @type {NodeJS.ErrnoException} */ (error).code));
		probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(undefined)));
	});
	if (code === undefined) return;
	if (code === 'EADDRINUSE') throw new Failure(`Port ${port} on ${host} is in use by another program: stop it, or choose another port with SAL_PORT.`);
	if (code === 'EACCES') throw new Failure(`Port ${port} may only be opened by root: choose a port above 1023 with SAL_PORT.`);
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Failure(`${host} is no address of this machine: set SAL_HOST to one that "ip address" shows.`);
	throw new Failure(`Port ${port} on ${host} cannot be opened (${code}): choose another with SAL_HOST and SAL_PORT.`);
}
