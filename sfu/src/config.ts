import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const port = v.pipe(v.string(), v.regex(/^\d{1,5}$/, 'a port number is needed'), v.transform(Number), v.integer(), v.maxValue(65_535));
const seconds = v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'whole seconds are needed'), v.transform(Number));
const text = v.pipe(v.string(), v.minLength(1));

const environmentSchema = v.object({
	SAL_ORIGIN: v.pipe(v.string(), v.url()),
	SAL_WEB_PUBLIC_KEY_FILE: text,
	SAL_SFU_ID: v.optional(text, 'sfu-1'),
	SAL_SFU_KEY_FILE: text,
	SAL_SFU_PORT: v.optional(port, '4400'),
	SAL_RTC_PORT: v.optional(port, '44400'),
	SAL_RTC_ADDRESS: v.optional(text, '127.0.0.1'),
	SAL_ANNOUNCED_ADDRESS: v.optional(v.string(), ''),
	SAL_WORKERS: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/, 'a number of workers is needed'), v.transform(Number)), String(availableParallelism())),
	MEDIASOUP_WORKER_BIN: v.optional(text),
	SAL_TURN_URLS: v.optional(text),
	SAL_TURN_SECRET: v.optional(text),
	SAL_CALLBACK_URL: v.optional(v.pipe(v.string(), v.url())),
	SAL_RECORDER_SOCKET: v.optional(text),
	SAL_STREAM_SOCKET: v.optional(text),
	SAL_JOURNAL: text,
	SAL_AWAY_SECONDS: v.optional(seconds, '90'),
	SAL_EMPTY_ROOM_SECONDS: v.optional(seconds, '120'),
	SAL_DRAIN_SECONDS: v.optional(seconds, '2')
});

/** Everything the media server needs to know; parsed once at process start, built by hand in tests. */
export interface SfuConfig {
	id: string;
	/** The one public origin; a browser of another origin is refused. */
	origin: string;
	/** PEM of the portal's Ed25519 public key: tokens and control calls. */
	webPublicKey: string;
	/** PEM of our own Ed25519 private key: callbacks. */
	privateKey: string;
	/** Loopback port of sockets, control, metrics, health. 0: any. */
	port: number;
	/** `announced`: the addresses that browsers see, none for the listening one. */
	rtc: { port: number; address: string; announced: string[] };
	workers: number;
	workerBin?: string;
	turn?: { urls: string[]; secret: string };
	/** Without it callbacks stay in the journal. */
	callbackUrl?: string;
	/** Without it recording is refused as `recorder-unavailable`. */
	recorderSocket?: string;
	/** Without it there is no public stream. */
	streamSocket?: string;
	/** Folder of the rooms' journals. */
	journal: string;
	/** How long someone whose socket is gone stays in the room, in seconds. */
	awaySeconds: number;
	/** How long a room without people keeps its media and its recording, in seconds. */
	emptyRoomSeconds: number;
	/** How long SIGTERM waits for running meetings before everybody is told, in seconds. */
	drainSeconds: number;
	limits: Limits;
}

export interface Limits {
	/** People in one room, lobby included. */
	people: number;
	/** Connections per address and minute. A hospital may sit behind one address. */
	connectionsPerMinute: number;
	/** Connections refused for a bad token or secret, per address and minute. */
	failuresPerMinute: number;
	/** Calls per socket in 10 seconds. */
	callsPerTenSeconds: number;
}

export const defaultLimits: Limits = { people: 500, connectionsPerMinute: 600, failuresPerMinute: 60, callsPerTenSeconds: 500 };

/** Reads the environment (see README). Throws one plain sentence that names the variable. */
export function readConfig(environment: NodeJS.ProcessEnv): SfuConfig {
	const parsed = v.safeParse(environmentSchema, environment);
	if (!parsed.success) {
		const issue = parsed.issues[0];
		throw new Error(`The media server cannot start: ${String(issue.path?.[0]?.key ?? 'environment')} is missing or wrong (${issue.message}).`);
	}
	const env = parsed.output;
	if (env.SAL_TURN_URLS && !env.SAL_TURN_SECRET) throw new Error('The media server cannot start: SAL_TURN_URLS is set, but SAL_TURN_SECRET is missing.');
	return {
		id: env.SAL_SFU_ID,
		origin: new URL(env.SAL_ORIGIN).origin,
		webPublicKey: readKey('SAL_WEB_PUBLIC_KEY_FILE', env.SAL_WEB_PUBLIC_KEY_FILE),
		privateKey: readKey('SAL_SFU_KEY_FILE', env.SAL_SFU_KEY_FILE),
		port: env.SAL_SFU_PORT,
		rtc: { port: env.SAL_RTC_PORT, address: env.SAL_RTC_ADDRESS, announced: list(env.SAL_ANNOUNCED_ADDRESS) },
		workers: env.SAL_WORKERS,
		workerBin: env.MEDIASOUP_WORKER_BIN,
		turn: env.SAL_TURN_URLS && env.SAL_TURN_SECRET ? { urls: list(env.SAL_TURN_URLS), secret: env.SAL_TURN_SECRET } : undefined,
		callbackUrl: env.SAL_CALLBACK_URL,
		recorderSocket: env.SAL_RECORDER_SOCKET,
		streamSocket: env.SAL_STREAM_SOCKET,
		journal: env.SAL_JOURNAL,
		awaySeconds: env.SAL_AWAY_SECONDS,
		emptyRoomSeconds: env.SAL_EMPTY_ROOM_SECONDS,
		drainSeconds: env.SAL_DRAIN_SECONDS,
		limits: defaultLimits
	};
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);

function readKey(variable: string, path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		throw new Error(`The media server cannot start: ${variable} names ${path}, which cannot be read.`);
	}
}
