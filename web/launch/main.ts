/** The supervisor, started by start.mjs under Node 24: takes the data folder, starts every server and process, prints one address, and ends all in order. */
import { join } from 'node:path';
import { Failure } from './setup/failure.mjs';
import { requireFreePort } from './setup/preflight.mjs';
import { announce, adminLink, provideDemo } from './supervise/announce.ts';
import { supervise, type Child, type Program } from './supervise/child.ts';
import { command } from './supervise/command.ts';
import { provideCredentials } from './supervise/credentials.ts';
import { housePrograms, SFU, workerCount } from './supervise/house.ts';
import { choosePorts } from './supervise/ports.ts';
import { forgetPid } from './supervise/process-identity.ts';
import { answersOk, untilReady } from './supervise/ready.ts';
import { keptKeyPair, keptPushKey, keptSecretFile, privateFolder } from './supervise/secrets.ts';
import { startMinio, startPostgres } from './supervise/servers.ts';
import { readSettings, type Settings } from './supervise/settings.ts';
import { LAUNCHER, takeOver } from './supervise/stale.ts';
import { writeStatus, type Status } from './supervise/status.ts';
import { localCertificate } from './supervise/tls.ts';

/** Ends come in this order: first what takes new work, last what keeps the data. */
const STOP_ORDER = [['sfu'], ['recorder', 'stream'], ['jobs', 'web'], ['minio', 'postgres']];

const children = new Map<string, Child>();
const say = (line: string) => console.log(line);
let status: (Status & { file: string }) | undefined;
let stopping: Promise<void> | undefined;

async function run(settings: Settings): Promise<void> {
	const { data, host, port, origin, mode } = settings;
	const folders = { run: privateFolder(join(privateFolder(data), 'run')), logs: privateFolder(join(data, 'logs')), secrets: privateFolder(join(data, 'secrets')) };
	const ended = await takeOver(folders.run);
	if (ended.length > 0) say(`  Ended what an earlier start had left running: ${ended.join(', ')}`);
	await requireFreePort({ host, port });
	const wish = (name: string) => ({ name, count: 1, host: '127.0.0.1', udp: false });
	const media = { name: 'rtc', count: workerCount(settings), host: settings.rtc.address, udp: true, fixed: settings.rtc.port ? { port: settings.rtc.port, setting: 'SAL_RTC_PORT' } : undefined };
	const ports = await choosePorts(join(data, 'ports.json'), [wish('postgres'), wish('minio'), wish('sfu'), wish('internal'), media]);
	status = { file: join(folders.run, 'status.json'), state: 'starting', origin, mode, data, pids: {}, ports };
	const start = (program: Program): Child => {
		if (stopping) throw new Failure('Sál was stopped while it was starting.');
		const child = supervise(program, { logs: folders.logs, run: folders.run, changed: publish });
		children.set(program.name, child);
		publish();
		return child;
	};

	say('Sál: starting');
	const webKeys = keptKeyPair(folders.secrets, 'sal-web');
	const sfuKeys = keptKeyPair(folders.secrets, SFU);
	const sealKeyFile = keptSecretFile(join(folders.secrets, 'seal'));
	const pushKey = keptPushKey(folders.secrets);
	const own = { data, secrets: folders.secrets, mode, start, say };
	const [database, s3, certificate] = await Promise.all([
		settings.database ?? startPostgres({ ...own, port: must(ports.postgres), bin: settings.programs.postgres }),
		settings.s3 ? { endpoint: settings.s3.endpoint, keys: settings.s3 } : startMinio({ ...own, port: must(ports.minio), program: settings.programs.minio, region: settings.region }),
		settings.tls && !(settings.tls.cert && settings.tls.key) ? localCertificate({ folder: join(folders.secrets, 'tls'), origin }) : undefined
	]);
	Object.assign(status, { databaseUrl: database.app, databaseOwnerUrl: database.owner, postgresUrl: 'superuser' in database ? database.superuser : undefined, s3: { endpoint: s3.endpoint, accessKey: s3.keys.accessKey, secretKey: s3.keys.secretKey } });
	publish();
	const owner = { DATABASE_OWNER_URL: database.owner, SAL_ORIGIN: origin };
	const warn = (line: string) => say(`  ! ${line}`);
	const [credentials] = await Promise.all([
		provideCredentials({ endpoint: s3.endpoint, region: settings.region, keys: s3.keys, folder: folders.run, warn }),
		command('db/src/cli.ts', ['migrate'], owner)
	]);
	process.once('exit', credentials.stop);
	const demo = mode === 'production' ? undefined : await provideDemo({ secrets: folders.secrets, env: owner });
	status.demoPassword = demo?.password;

	const { cert, key } = certificate ?? settings.tls ?? {};
	const programs = housePrograms({ settings, ports, run: folders.run, webKeys, sfuKeys, sealKeyFile, pushKey, tls: cert && key ? { cert, key } : undefined, database, s3Endpoint: s3.endpoint });
	start(programs.recorder);
	start(programs.stream);
	const sfu = start(programs.sfu);
	const web = start(programs.web);
	start(programs.jobs);
	await Promise.all([
		untilReady({ child: web, title: 'The portal', check: answersOk(`http://127.0.0.1:${ports.internal}/health`), seconds: 60 }),
		untilReady({ child: sfu, title: 'The media server', check: answersOk(`http://127.0.0.1:${ports.sfu}/ready`), seconds: 60 })
	]);
	status.state = 'ready';
	publish();
	announce({ say, settings, authority: certificate?.authority, demo, adminLink: mode === 'production' ? await adminLink(owner) : undefined, logs: folders.logs });
}

function publish(): void {
	if (!status) return;
	const { file, ...rest } = status;
	writeStatus(file, { ...rest, pids: { launcher: process.pid, ...Object.fromEntries([...children].map(([name, child]) => [name, child.pid])) } });
}

/** Ends every process in order; data are whole afterwards. Called more than once, it ends once. */
function stop(): Promise<void> {
	return (stopping ??= (async () => {
		if (status) status.state = 'stopping';
		for (const names of STOP_ORDER) await Promise.all([...children.values()].filter(({ name }) => names.includes(name)).map((child) => child.stop()));
		if (!status) return;
		publish();
		forgetPid(join(status.data, 'run', LAUNCHER));
	})());
}

function must<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('a port was not chosen');
	return value;
}

async function leave(code: number): Promise<never> {
	await stop();
	process.exit(code);
}

process.umask(0o077);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
	process.on(signal as NodeJS.Signals, () => {
		if (!stopping) say('Sál: stopping');
		void leave(0);
	});
}
try {
	await run(readSettings(process.env));
} catch (error) {
	if (!stopping) console.error(error instanceof Failure ? error.message : error);
	await leave(stopping ? 0 : 1);
}
