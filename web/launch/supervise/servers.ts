import { join } from 'node:path';
import { Failure } from '../setup/failure.mjs';
import type { Child, Program } from './child.ts';
import { answersQueries, provideDatabase, type DatabaseAddresses } from './database.ts';
import { minioProgram, type RootKeys } from './minio.ts';
import { postgresProgram, provideCluster } from './postgres.ts';
import { answersOk, untilReady } from './ready.ts';
import { keptSecret } from './secrets.ts';

interface Options {
	data: string;
	/** Folder of generated secrets. */
	secrets: string;
	mode: string;
	port: number;
	start: (program: Program) => Child;
	say: (line: string) => void;
}

/** Our own PostgreSQL, running, with its roles, database and extensions. */
export async function startPostgres({ data, secrets, mode, port, start, say, bin }: Options & { bin: string | undefined }): Promise<DatabaseAddresses> {
	if (!bin) throw new Failure('No PostgreSQL was found: start with "npm start", which installs it, or set DATABASE_URL and DATABASE_OWNER_URL.');
	const password = (role: string) => keptSecret(join(secrets, `postgres-${role}`));
	const passwords = { superuser: password('superuser'), owner: password('owner'), app: password('app') };
	const cluster = await provideCluster({ bin, data, mode, password: passwords.superuser, say });
	const child = start(postgresProgram({ cluster, port, fast: mode === 'test' }));
	await untilReady({ child, title: 'PostgreSQL', check: answersQueries(port, passwords.superuser), seconds: 60 });
	return provideDatabase({ port, passwords });
}

/** Our own MinIO, running. */
export async function startMinio({ data, secrets, port, start, program, region }: Options & { program: string | undefined; region: string }): Promise<{ endpoint: string; keys: RootKeys }> {
	if (!program) throw new Failure('No MinIO was found: start with "npm start", which builds it, or set S3_ENDPOINT and its keys.');
	const keys = { accessKey: 'sal-root', secretKey: keptSecret(join(secrets, 'minio-root')) };
	const endpoint = `http://127.0.0.1:${port}`;
	const child = start(minioProgram({ program, data, port, keys, region }));
	await untilReady({ child, title: 'MinIO', check: answersOk(`${endpoint}/minio/health/cluster`), seconds: 60 });
	return { endpoint, keys };
}
