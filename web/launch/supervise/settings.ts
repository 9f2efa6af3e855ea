import { existsSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { Failure } from '../setup/failure.mjs';
import { cloneFolder } from '../setup/machine.mjs';

const address = (name: string) => v.optional(v.pipe(v.string(), v.url(`${name} is no address`)));
const environment = v.object({
	SAL_MODE: v.optional(v.picklist(['demo', 'production', 'test'], 'SAL_MODE must be demo, production or test'), 'demo'),
	SAL_DATA: v.optional(v.string()),
	SAL_HOST: v.optional(v.string(), '127.0.0.1'),
	SAL_PORT: v.optional(v.pipe(v.string(), v.toNumber()), '3000'),
	SAL_ORIGIN: address('SAL_ORIGIN'),
	SAL_TLS: v.optional(v.picklist(['auto', 'off'], 'SAL_TLS must be auto, or off when TLS ends before Sál'), 'auto'),
	SAL_TLS_CERT: v.optional(v.string()),
	SAL_TLS_KEY: v.optional(v.string()),
	SAL_RTC_PORT: v.optional(v.pipe(v.string(), v.toNumber(), v.integer('SAL_RTC_PORT is no port'), v.minValue(1, 'SAL_RTC_PORT is no port'), v.maxValue(65_000, 'SAL_RTC_PORT must be at most 65000'))),
	SAL_RTC_ADDRESS: v.optional(v.string()),
	SAL_ANNOUNCED_ADDRESS: v.optional(v.string()),
	SAL_WORKERS: v.optional(v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1, 'SAL_WORKERS must be at least 1'))),
	SAL_DEMO_MEETING: v.optional(v.picklist(['0', '1'], 'SAL_DEMO_MEETING must be 0 or 1')),
	DATABASE_URL: address('DATABASE_URL'),
	DATABASE_OWNER_URL: address('DATABASE_OWNER_URL'),
	S3_ENDPOINT: address('S3_ENDPOINT'),
	S3_REGION: v.optional(v.string(), 'us-east-1'),
	S3_ACCESS_KEY: v.optional(v.string()),
	S3_SECRET_KEY: v.optional(v.string()),
	MINIO_BIN: v.optional(v.string()),
	MEDIASOUP_WORKER_BIN: v.optional(v.string()),
	PG_BIN: v.optional(v.string())
});

/** First media port on a network; worker n listens on this + n, UDP and TCP. */
const RTC_PORT = 44_400;

export type Settings = ReturnType<typeof readSettings>;

/** What the operator has decided, from the environment. Throws a {@link Failure} with one plain sentence. */
export function readSettings(env: NodeJS.ProcessEnv) {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Failure(`${parsed.issues[0].message}: correct it and start again.`);
	const set = parsed.output;
	if (Boolean(set.DATABASE_URL) !== Boolean(set.DATABASE_OWNER_URL)) throw new Failure('Of DATABASE_URL and DATABASE_OWNER_URL only one is set: a database of your own needs both accounts (sal_app and sal_owner).');
	if (set.S3_ENDPOINT && !(set.S3_ACCESS_KEY && set.S3_SECRET_KEY)) throw new Failure('S3_ENDPOINT is set without keys: set S3_ACCESS_KEY and S3_SECRET_KEY too.');
	if (Boolean(set.SAL_TLS_CERT) !== Boolean(set.SAL_TLS_KEY)) throw new Failure('Of SAL_TLS_CERT and SAL_TLS_KEY only one is set: a certificate needs its key.');
	for (const file of [set.SAL_TLS_CERT, set.SAL_TLS_KEY]) if (file && !existsSync(file)) throw new Failure(`${file} does not exist: correct SAL_TLS_CERT and SAL_TLS_KEY.`);
	if (set.SAL_TLS === 'off' && !isLoopback(set.SAL_HOST) && !set.SAL_ORIGIN?.startsWith('https://')) throw new Failure('SAL_TLS=off opens Sál to a network without encryption, and browsers would refuse cameras: set SAL_ORIGIN to the https address of the proxy that ends TLS.');
	const loopback = isLoopback(set.SAL_HOST);
	// Off loopback browsers hand out cameras only over TLS.
	const secure = set.SAL_TLS === 'auto' && (!loopback || set.SAL_TLS_CERT !== undefined);
	const name = loopback ? 'localhost' : isAny(set.SAL_HOST) ? hostname() : set.SAL_HOST;
	const origin = new URL(set.SAL_ORIGIN ?? `${secure ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${set.SAL_PORT}`).origin;
	return {
		mode: set.SAL_MODE,
		data: resolve(set.SAL_DATA ?? join(cloneFolder, '.sal')),
		host: set.SAL_HOST,
		port: set.SAL_PORT,
		loopback,
		origin,
		/** Undefined: no TLS here. Without files of its own the launcher makes a local authority. */
		tls: secure ? { cert: set.SAL_TLS_CERT, key: set.SAL_TLS_KEY } : undefined,
		rtc: {
			/** The first media port. On a network it is a fixed one, so that a firewall can be opened before the first start; undefined: any free one. */
			port: set.SAL_RTC_PORT ?? (loopback ? undefined : RTC_PORT),
			address: set.SAL_RTC_ADDRESS ?? (loopback ? '127.0.0.1' : '0.0.0.0'),
			announced: set.SAL_ANNOUNCED_ADDRESS ?? (loopback ? '127.0.0.1' : outsideAddress(set.SAL_HOST))
		},
		workers: set.SAL_WORKERS,
		/** The demo's past meeting, made in the background after start. */
		demoMeeting: set.SAL_DEMO_MEETING === undefined ? set.SAL_MODE === 'demo' : set.SAL_DEMO_MEETING === '1' && set.SAL_MODE !== 'production',
		database: set.DATABASE_URL && set.DATABASE_OWNER_URL ? { app: set.DATABASE_URL, owner: set.DATABASE_OWNER_URL } : undefined,
		s3: set.S3_ENDPOINT && set.S3_ACCESS_KEY && set.S3_SECRET_KEY ? { endpoint: set.S3_ENDPOINT, accessKey: set.S3_ACCESS_KEY, secretKey: set.S3_SECRET_KEY } : undefined,
		region: set.S3_REGION,
		programs: { minio: set.MINIO_BIN, worker: set.MEDIASOUP_WORKER_BIN, postgres: set.PG_BIN }
	};
}

/** Is this listening address reachable from this machine only? */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The address that browsers send media to: the listening one, or the first of this machine that is not loopback. */
function outsideAddress(host: string): string {
	if (isIP(host) && !isAny(host)) return host;
	const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
	const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
	if (!outside) throw new Failure('This machine has no network address to announce to browsers: set SAL_ANNOUNCED_ADDRESS.');
	return outside.address;
}
