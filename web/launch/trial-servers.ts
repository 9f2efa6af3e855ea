import { join } from 'node:path';
import { supervise, type Child, type Program } from './supervise/child.ts';
import { command } from './supervise/command.ts';
import { choosePorts } from './supervise/ports.ts';
import { privateFolder } from './supervise/secrets.ts';
import { startMinio, startPostgres } from './supervise/servers.ts';

export interface TrialServers {
	/** The environment in which tests and benches find the servers. */
	env: NodeJS.ProcessEnv;
	stop: () => Promise<void>;
}

/** A PostgreSQL (migrated) and a MinIO of our own in `data`, for tests and benches; ends both when one does not start. */
export async function startTrialServers(data: string): Promise<TrialServers> {
	const children: Child[] = [];
	const stop = async () => {
		for (const child of children) await child.stop();
	};
	const run = privateFolder(join(data, 'run'));
	const logs = privateFolder(join(data, 'logs'));
	const start = (program: Program) => {
		const child = supervise(program, { logs, run, changed: () => undefined });
		children.push(child);
		return child;
	};
	const wish = (name: string) => ({ name, count: 1, host: '127.0.0.1', udp: false });
	try {
		const { postgres = 0, minio = 0 } = await choosePorts(join(data, 'ports.json'), [wish('postgres'), wish('minio')]);
		const own = { data, secrets: privateFolder(join(data, 'secrets')), mode: 'test', start, say: console.log };
		const [database, store] = await Promise.all([
			startPostgres({ ...own, port: postgres, bin: process.env.PG_BIN }),
			startMinio({ ...own, port: minio, program: process.env.MINIO_BIN, region: 'us-east-1' })
		]);
		await command('db/src/cli.ts', ['migrate'], { DATABASE_OWNER_URL: database.owner });
		const env = { DATABASE_URL: database.app, DATABASE_OWNER_URL: database.owner, SAL_TEST_POSTGRES: database.superuser, S3_ENDPOINT: store.endpoint, S3_ACCESS_KEY: store.keys.accessKey, S3_SECRET_KEY: store.keys.secretKey };
		return { env, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
