import { join } from 'node:path';
import type { Program } from './child.ts';
import { privateFolder } from './secrets.ts';

export interface RootKeys {
	accessKey: string;
	secretKey: string;
}

/** MinIO as a program to supervise: one drive in the data folder, loopback only, no console. */
export function minioProgram({ program, data, port, keys, region }: { program: string; data: string; port: number; keys: RootKeys; region: string }): Program {
	return {
		name: 'minio',
		command: program,
		args: ['server', privateFolder(join(data, 'minio')), '--address', `127.0.0.1:${port}`, '--quiet'],
		env: { PATH: process.env.PATH, HOME: process.env.HOME, MINIO_ROOT_USER: keys.accessKey, MINIO_ROOT_PASSWORD: keys.secretKey, MINIO_REGION: region, MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' },
		patience: 15_000
	};
}
