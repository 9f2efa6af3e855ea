import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
const NO_GO = 'MinIO must be built and Go is missing: install Go (https://go.dev/dl), or set MINIO_BIN to a minio program or S3_ENDPOINT to an S3 server.';
const NAME = 'minio-7aac2a2c5b7c';

/** What object storage needs on a bare machine: MinIO, unless an S3 server's address is given. @param {import('../web/launch/setup/machine.mjs').Machine} machine @returns {Promise<import('../web/launch/setup/machine.mjs').Needs>} */
export async function needs(machine) {
	const { env } = machine;
	if (env.S3_ENDPOINT && !env.SAL_TESTS) return { packages: [], steps: [] };
	const own = env.MINIO_BIN ?? machine.onPath('minio');
	const ready = existsSync(join(machine.cache, NAME, 'minio'));
	if (!own && !ready && !machine.onPath('go')) machine.fail(NO_GO);
	return { packages: [], steps: [{ id: 'minio', title: 'MinIO', after: [], run: async () => ({ MINIO_BIN: own ?? (await fromCache(machine)) }) }] };
}

/** @param {import('../web/launch/setup/machine.mjs').Machine} machine */
async function fromCache(machine) {
	const folder = await machine.cached({ name: NAME, works: async (place) => answers(join(place, 'minio')), make: (place) => build(machine, place) });
	return join(folder, 'minio');
}

/** @param {import('../web/launch/setup/machine.mjs').Machine} machine @param {string} place */
async function build(machine, place) {
	const go = machine.onPath('go') ?? machine.fail(NO_GO);
	await machine.run({
		command: go,
		args: ['install', '-trimpath', '-ldflags=-s -w', MODULE],
		env: { GOBIN: join(place, 'bin'), CGO_ENABLED: '0' },
		log: 'setup-minio.log',
		otherwise: 'MinIO could not be built: check the connection to the Go module proxy, or set MINIO_BIN to a minio program.'
	});
	renameSync(join(place, 'bin/minio'), join(place, 'minio'));
}

/** @param {string} program */
function answers(program) {
	try {
		return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).startsWith('minio version');
	} catch {
		return false;
	}
}
