import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { Failure } from '../setup/failure.mjs';
import type { Program } from './child.ts';

const run = promisify(execFile);
/** Where clusters lie when root starts Sál: `initdb` refuses root, and account `postgres` cannot enter a private data folder. */
const SYSTEM_FOLDER = '/var/lib/sal';
const ownerSchema = v.object({ data: v.string(), mode: v.string() });

interface Cluster {
	folder: string;
	bin: string;
	account?: { uid: number; gid: number };
}

/** Makes the cluster of this data folder if it is missing. The distribution's own cluster is neither used nor stopped. */
export async function provideCluster({ bin, data, mode, password, say }: { bin: string; data: string; mode: string; password: string; say: (line: string) => void }): Promise<Cluster> {
	const account = process.getuid?.() === 0 ? await postgresAccount() : undefined;
	const home = account ? claimFolder({ data, mode, account, say }) : data;
	const folder = join(home, 'pg');
	if (existsSync(join(folder, 'PG_VERSION'))) {
		await requireSameVersion(bin, folder);
		return { folder, bin, account };
	}
	// A half-made cluster has no PG_VERSION yet and holds nothing.
	rmSync(folder, { recursive: true, force: true });
	const passwordFile = join(home, 'initdb-password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	if (account) chownSync(passwordFile, account.uid, account.gid);
	try {
		const args = ['-D', folder, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums'];
		await run(join(bin, 'initdb'), args, { ...account, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } });
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		const lines = v.is(v.object({ stderr: v.string() }), error) ? error.stderr.trim().split('\n') : [String(error)];
		// What initdb removes afterwards is not the reason.
		throw new Failure(`PostgreSQL could not make its data folder ${folder}: ${lines.filter((line) => !/removing (data directory|contents)|child process exited/.test(line)).at(-1) ?? lines.at(-1)}`);
	} finally {
		rmSync(passwordFile, { force: true });
	}
	return { folder, bin, account };
}

/** The server as a program to supervise; it listens on loopback only and has no socket in the file system. */
export function postgresProgram({ cluster, port, fast }: { cluster: Cluster; port: number; fast: boolean }): Program {
	// The tests' data are thrown away; there durability is only waiting.
	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', shared_buffers: '256MB', log_timezone: 'UTC', timezone: 'UTC', ...(fast ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}) };
	return {
		name: 'postgres',
		command: join(cluster.bin, 'postgres'),
		args: ['-D', cluster.folder, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
		env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
		cwd: '/',
		account: cluster.account,
		stopSignal: 'SIGINT',
		patience: 30_000
	};
}

async function postgresAccount(): Promise<{ uid: number; gid: number }> {
	const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres']).then(({ stdout }) => Number(stdout))));
	if (!uid || !gid) throw new Failure('The account "postgres" is missing: install the distribution\'s package postgresql, or start Sál as an ordinary user.');
	return { uid, gid };
}

/** The folder of this data folder's cluster; clusters of throw-away data folders that are gone are removed. */
function claimFolder({ data, mode, account, say }: { data: string; mode: string; account: { uid: number; gid: number }; say: (line: string) => void }): string {
	mkdirSync(SYSTEM_FOLDER, { recursive: true });
	// Account postgres passes through; each cluster's own folder is private.
	chmodSync(SYSTEM_FOLDER, 0o755);
	for (const entry of readdirSync(SYSTEM_FOLDER)) {
		const owner = readOwner(join(SYSTEM_FOLDER, entry, 'owner.json'));
		if (owner?.mode === 'test' && !existsSync(owner.data)) rmSync(join(SYSTEM_FOLDER, entry), { recursive: true, force: true });
	}
	const note = join(data, 'postgres-folder');
	const home = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(SYSTEM_FOLDER, `${basename(dirname(data))}-${createHash('sha256').update(data).digest('hex').slice(0, 10)}`);
	const owner = readOwner(join(home, 'owner.json'));
	if (owner && !existsSync(note)) {
		// Somebody has deleted the data folder to begin anew. The old database opens with none of the new secrets, but it may be missed.
		const aside = `${home}-set-aside-${Date.now()}`;
		renameSync(home, aside);
		if (mode === 'test') rmSync(aside, { recursive: true, force: true });
		else say(`  ! The data folder is new; the database that belonged to the former one was put aside as ${aside}`);
	} else if (owner && owner.data !== data && existsSync(owner.data)) throw new Failure(`The data folder ${data} is a copy of ${owner.data}, whose database lies in ${home}: delete ${note} to begin with an empty database, or use the original.`);
	mkdirSync(home, { recursive: true, mode: 0o700 });
	chownSync(home, account.uid, account.gid);
	writeFileSync(join(home, 'owner.json'), JSON.stringify({ data, mode }));
	writeFileSync(note, `${home}\n`, { mode: 0o600 });
	return home;
}

function readOwner(file: string): v.InferOutput<typeof ownerSchema> | undefined {
	return existsSync(file) ? v.parse(ownerSchema, JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

async function requireSameVersion(bin: string, folder: string): Promise<void> {
	const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
	const { stdout } = await run(join(bin, 'postgres'), ['--version']);
	const here = /\) (\d+)/.exec(stdout)?.[1];
	if (here !== made) throw new Failure(`The database in ${folder} was made by PostgreSQL ${made} and this machine has ${here}: install PostgreSQL ${made} beside it and set PG_BIN to its programs, or move the data with pg_upgrade.`);
}
