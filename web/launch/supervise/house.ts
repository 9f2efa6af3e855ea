import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cloneFolder } from '../setup/machine.mjs';
import type { Program } from './child.ts';
import { credentialsFile } from './credentials.ts';
import type { KeyFiles } from './secrets.ts';
import type { Settings } from './settings.ts';

export const SFU = 'sfu-1';

export interface House {
	settings: Settings;
	ports: Record<string, number>;
	/** Folder of sockets, process notes and credential files. */
	run: string;
	webKeys: KeyFiles;
	sfuKeys: KeyFiles;
	/** File of the secret that seals second factors in the database. */
	sealKeyFile: string;
	/** File of the key by which push services know us. */
	pushKey: string;
	tls: { cert: string; key: string } | undefined;
	database: { app: string; owner: string };
	s3Endpoint: string;
}

/** Passed on from the operator's environment to every process; secrets go only where they are needed. */
const COMMON = /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|S3_BUCKET_PREFIX|S3_PUBLIC_URL|SAL_.*)$/;
const SECRET = /^SAL_(TURN_SECRET|SMTP_URL)$/;

/** How many mediasoup workers run: as told, else one per core. */
export const workerCount = (settings: Settings): number => settings.workers ?? availableParallelism();

/** Our own processes: the portal, its jobs, the media server, the recorder and the public streams', each with the environment it reads. */
export function housePrograms(house: House): { web: Program; jobs: Program; sfu: Program; recorder: Program; stream: Program } {
	const { settings, ports, run, webKeys, sfuKeys, tls, database } = house;
	const { data } = settings;
	const live = process.env.SAL_STREAM ?? join(data, 'live');
	const at = (...path: string[]) => join(cloneFolder, ...path);
	const common = {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => COMMON.test(name) && !SECRET.test(name))),
		NODE_ENV: 'production',
		SAL_MODE: settings.mode,
		SAL_DATA: data,
		SAL_ORIGIN: settings.origin
	};
	const store = (role: 'portal' | 'jobs' | 'recorder') => ({ S3_ENDPOINT: house.s3Endpoint, S3_REGION: settings.region, S3_CREDENTIALS_FILE: credentialsFile(run, role) });
	const portal = {
		DATABASE_URL: database.app,
		SAL_SEAL_KEY_FILE: house.sealKeyFile,
		SAL_WEB_KEY_FILE: webKeys.privateKey,
		SAL_WEB_PUBLIC_KEY_FILE: webKeys.publicKey,
		SAL_SFU_PUBLIC_KEY_FILE: sfuKeys.publicKey,
		SAL_PUSH_KEY_FILE: house.pushKey,
		SAL_SMTP_URL: process.env.SAL_SMTP_URL,
		SAL_SFUS: `${SFU}=http://127.0.0.1:${ports.sfu}`
	};
	const program = (name: string, file: string, env: NodeJS.ProcessEnv, patience: number): Program => ({ name, command: process.execPath, args: [file], cwd: cloneFolder, env: { ...common, ...env }, patience });
	return {
		web: program('web', at('web/front/main.ts'), {
			...portal,
			...store('portal'),
			SAL_HOST: settings.host,
			SAL_PORT: String(settings.port),
			SAL_INTERNAL_PORT: String(ports.internal),
			SAL_STREAM: live,
			...(tls ? { SAL_TLS_CERT: tls.cert, SAL_TLS_KEY: tls.key } : {})
		}, 10_000),
		jobs: program('jobs', at('web/src/jobs.ts'), { ...portal, ...store('jobs'), S3_ERASER_CREDENTIALS_FILE: credentialsFile(run, 'eraser'), DATABASE_OWNER_URL: database.owner, SAL_DEMO_MEETING: settings.demoMeeting ? '1' : '0' }, 20_000),
		sfu: program('sfu', at('sfu/src/main.ts'), {
			SAL_SFU_ID: SFU,
			SAL_SFU_KEY_FILE: sfuKeys.privateKey,
			SAL_WEB_PUBLIC_KEY_FILE: webKeys.publicKey,
			SAL_SFU_PORT: String(ports.sfu),
			SAL_RTC_PORT: String(ports.rtc),
			SAL_RTC_ADDRESS: settings.rtc.address,
			SAL_ANNOUNCED_ADDRESS: settings.rtc.announced,
			SAL_WORKERS: String(workerCount(settings)),
			SAL_CALLBACK_URL: `http://127.0.0.1:${ports.internal}/api/sfu/callback`,
			SAL_RECORDER_SOCKET: join(run, 'recorder.sock'),
			SAL_STREAM_SOCKET: join(run, 'stream.sock'),
			SAL_JOURNAL: join(data, 'journal'),
			SAL_TURN_SECRET: process.env.SAL_TURN_SECRET,
			MEDIASOUP_WORKER_BIN: settings.programs.worker
		}, 15_000),
		recorder: program('recorder', at('sfu/src/recorder/main.ts'), {
			...store('recorder'),
			SAL_SFU_ID: SFU,
			SAL_SFU_KEY_FILE: sfuKeys.privateKey,
			SAL_RECORDER_SOCKET: join(run, 'recorder.sock'),
			SAL_SPOOL: join(data, 'spool')
		}, 20_000),
		stream: program('stream', at('sfu/src/stream/main.ts'), { SAL_STREAM_SOCKET: join(run, 'stream.sock'), SAL_STREAM: live }, 10_000)
	};
}
