import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
/** The pinned version; it comes from the manifest because the packages may not be installed yet. */
const VERSION = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies.mediasoup;
const NAME = `mediasoup-worker-${VERSION}`;
/** The official program's host must answer within this time, in milliseconds; many firewalls swallow the request. */
const PATIENCE = 3000;
const BUILD_TOOLS = [
	{ name: 'g++', file: '/usr/bin/g++' }, { name: 'cmake', file: '/usr/bin/cmake' }, { name: 'ninja-build', file: '/usr/bin/ninja' },
	{ name: 'libsrtp2-dev', file: '/usr/include/srtp2/srtp.h' }, { name: 'libuv1-dev', file: '/usr/include/uv.h' }, { name: 'libabsl-dev', file: '/usr/include/absl/container/flat_hash_map.h' },
	{ name: 'libflatbuffers-dev', file: '/usr/include/flatbuffers/flatbuffers.h' }, { name: 'flatbuffers-compiler', file: '/usr/bin/flatc' }, { name: 'libssl-dev', file: '/usr/include/openssl/ssl.h' }
];

/** What the media server needs on a bare machine: ffmpeg, and mediasoup's worker, prebuilt or built here. @param {import('../web/launch/setup/machine.mjs').Machine} machine @returns {Promise<import('../web/launch/setup/machine.mjs').Needs>} */
export async function needs(machine) {
	const ffmpeg = [{ name: 'ffmpeg', present: machine.onPath('ffmpeg') !== undefined }, { name: 'fonts-dejavu-core', present: existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf') }];
	const given = machine.env.MEDIASOUP_WORKER_BIN;
	const ready = join(machine.cache, NAME, 'mediasoup-worker');
	const encoder = machine.env.SAL_TESTS ? [pion(machine)] : [];
	const step = { id: 'worker', title: 'mediasoup worker', after: ['packages', 'modules'] };
	if (given) return { packages: ffmpeg, steps: [...encoder, { ...step, after: [], run: async () => ({ MEDIASOUP_WORKER_BIN: given }) }] };
	const works = async (/** @type {string} */ place) => answers(join(place, 'mediasoup-worker'));
	if ((existsSync(ready) && (await answers(ready))) || (await prebuilt(machine, works))) return { packages: ffmpeg, steps: [...encoder, { ...step, after: [], run: async () => ({ MEDIASOUP_WORKER_BIN: ready }) }] };
	const tools = BUILD_TOOLS.map(({ name, file }) => ({ name, present: existsSync(file) }));
	const run = async () => ({ MEDIASOUP_WORKER_BIN: join(await machine.cached({ name: NAME, works, make: (place) => build(machine, place) }), 'mediasoup-worker') });
	return { packages: [...ffmpeg, ...tools], steps: [...encoder, { ...step, title: 'mediasoup worker (built from its sources)', run }] };
}

/** An encoder and a player on another WebRTC stack, for tests only (test/pion). @param {import('../web/launch/setup/machine.mjs').Machine} machine */
function pion(machine) {
	const source = join(here, 'test/pion');
	const hash = createHash('sha256');
	for (const file of ['go.mod', 'go.sum', 'main.go', 'send.go', 'play.go']) hash.update(readFileSync(join(source, file)));
	const name = `pion-${hash.digest('hex').slice(0, 12)}`;
	const go = machine.env.PION_BIN ?? machine.onPath('go') ?? machine.fail('Tests of the hall\'s equipment need an encoder that is built with Go: install Go (https://go.dev/dl), or set PION_BIN.');
	/** @param {string} place */
	const make = async (place) => {
		await machine.run({ command: go, args: ['build', '-C', source, '-trimpath', '-ldflags=-s -w', '-o', join(place, 'pion'), '.'], env: { CGO_ENABLED: '0' }, log: 'setup-pion.log', otherwise: 'The encoder for tests could not be built: check the connection to the Go module proxy.' });
	};
	/** @param {string} place */
	const works = async (place) => {
		try {
			return execFileSync(join(place, 'pion'), ['version'], { encoding: 'utf8' }).startsWith('pion');
		} catch {
			return false;
		}
	};
	const run = async () => ({ PION_BIN: machine.env.PION_BIN ?? join(await machine.cached({ name, works, make }), 'pion') });
	return { id: 'pion', title: 'Pion (encoder for tests)', after: [], run };
}

/** Takes the official program if its host answers and it runs here. @param {import('../web/launch/setup/machine.mjs').Machine} machine @param {(place: string) => Promise<boolean>} works */
async function prebuilt(machine, works) {
	const kernel = release().split('.')[0];
	const url = `https://github.com/versatica/mediasoup/releases/download/${VERSION}/mediasoup-worker-${VERSION}-${machine.target}-kernel${kernel}.tgz`;
	try {
		await machine.cached({
			name: NAME,
			works,
			make: async (place) => {
				const late = new AbortController();
				const patience = setTimeout(() => late.abort(), PATIENCE);
				const answer = await fetch(url, { signal: late.signal });
				clearTimeout(patience);
				if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
				await mkdir(place, { recursive: true });
				await writeFile(join(place, 'worker.tgz'), Buffer.from(await answer.arrayBuffer()));
				await promisify(execFile)('tar', ['-xzf', join(place, 'worker.tgz'), '-C', place]);
				rmSync(join(place, 'worker.tgz'));
			}
		});
		return true;
	} catch {
		// Not there, not reachable in time, or not for this system's libraries: it is built instead.
		return false;
	}
}

/** Builds the worker from the npm package's own sources; see worker-build/CMakeLists.txt. @param {import('../web/launch/setup/machine.mjs').Machine} machine @param {string} place */
async function build(machine, place) {
	const folder = join(place, 'build');
	const options = { log: 'setup-worker.log', otherwise: 'The mediasoup worker could not be built: set MEDIASOUP_WORKER_BIN to one that was built elsewhere, or look into the log.' };
	try {
		await machine.run({ ...options, command: 'cmake', args: ['-S', join(here, 'worker-build'), '-B', folder, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release', `-DW=${join(machine.root, 'node_modules/mediasoup/worker')}`] });
		await machine.run({ ...options, command: 'ninja', args: ['-C', folder] });
		copyFileSync(join(folder, 'mediasoup-worker'), join(place, 'mediasoup-worker'));
		chmodSync(join(place, 'mediasoup-worker'), 0o755);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Does the program start? A worker announces itself on its channel (file descriptor 4). @param {string} program @returns {Promise<boolean>} */
function answers(program) {
	return new Promise((done) => {
		const child = spawn(program, [], { env: { ...process.env, MEDIASOUP_VERSION: VERSION }, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
		const end = (/** @type {boolean} */ works) => {
			clearTimeout(limit);
			child.kill('SIGKILL');
			done(works);
		};
		const limit = setTimeout(end, 10_000, false);
		child.on('error', () => end(false));
		child.on('exit', () => end(false));
		child.stdio[4]?.once('data', () => end(true));
	});
}
