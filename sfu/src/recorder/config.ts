import { readFileSync } from 'node:fs';
import { type StoreConfig, storeConfig } from '@sal/storage';
import * as v from 'valibot';

const whole = (what: string) => v.pipe(v.string(), v.regex(/^\d{1,15}$/, `${what} must be a whole number`), v.transform(Number));
const thirtyDays = String(30 * 24 * 3600);

const environment = v.object({
	SAL_SFU_ID: v.optional(v.pipe(v.string(), v.minLength(1)), 'sfu-1'),
	SAL_SFU_KEY_FILE: v.string('SAL_SFU_KEY_FILE is not set: the file with the private key that signs close manifests'),
	SAL_RECORDER_SOCKET: v.string('SAL_RECORDER_SOCKET is not set: the path of the unix socket to listen on'),
	SAL_SPOOL: v.string('SAL_SPOOL is not set: the folder in which pieces wait for the object store'),
	SAL_SPOOL_LIMIT: v.optional(whole('SAL_SPOOL_LIMIT (bytes)'), String(50 * 2 ** 30)),
	SAL_LOCK_SECONDS_SPOOL: v.optional(v.pipe(whole('SAL_LOCK_SECONDS_SPOOL'), v.minValue(1)), thirtyDays),
	SAL_STORE_BEHIND_SECONDS: v.optional(v.pipe(whole('SAL_STORE_BEHIND_SECONDS'), v.minValue(1)), '20'),
	SAL_ABANDON_SECONDS: v.optional(v.pipe(whole('SAL_ABANDON_SECONDS'), v.minValue(1)), '120')
});

export interface RecorderConfig {
	sfuId: string;
	privateKeyPem: string;
	socketPath: string;
	spool: string;
	spoolLimitBytes: number;
	lockSeconds: number;
	/** After this long without everything safe in the store, people are told. */
	storeBehindMs: number;
	/** A recording whose media server does not come back within this time is closed. */
	abandonMs: number;
	store: StoreConfig;
}

/** Reads the environment; throws an Error whose message says what to set. */
export function recorderConfig(env: NodeJS.ProcessEnv): RecorderConfig {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Error(parsed.issues.map(({ message }) => message).join('; '));
	const set = parsed.output;
	return {
		sfuId: set.SAL_SFU_ID,
		privateKeyPem: readFileSync(set.SAL_SFU_KEY_FILE, 'utf8'),
		socketPath: set.SAL_RECORDER_SOCKET,
		spool: set.SAL_SPOOL,
		spoolLimitBytes: set.SAL_SPOOL_LIMIT,
		lockSeconds: set.SAL_LOCK_SECONDS_SPOOL,
		storeBehindMs: set.SAL_STORE_BEHIND_SECONDS * 1000,
		abandonMs: set.SAL_ABANDON_SECONDS * 1000,
		store: storeConfig(env)
	};
}
