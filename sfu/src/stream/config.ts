import * as v from 'valibot';

const seconds = (what: string, most: number) => v.pipe(v.string(), v.regex(/^\d{1,9}$/, `${what} must be a whole number of seconds`), v.transform(Number), v.maxValue(most, `${what} must be at most ${most}`));

const environment = v.object({
	SAL_STREAM_SOCKET: v.string('SAL_STREAM_SOCKET is not set: the path of the unix socket to listen on'),
	SAL_STREAM: v.string('SAL_STREAM is not set: the folder of the public files'),
	SAL_STREAM_WINDOW_SECONDS: v.optional(v.pipe(seconds('SAL_STREAM_WINDOW_SECONDS', 86_400), v.minValue(12, 'SAL_STREAM_WINDOW_SECONDS must be at least 12')), '60'),
	SAL_STREAM_KEEP_SECONDS: v.optional(seconds('SAL_STREAM_KEEP_SECONDS', 31_536_000), '3600'),
	SAL_STREAM_NICE: v.optional(v.pipe(v.string(), v.regex(/^1?\d$/, 'SAL_STREAM_NICE must be a whole number from 0 to 19'), v.transform(Number)), '5'),
	SAL_STREAM_ZONE: v.optional(
		v.pipe(
			v.string(),
			v.check((zone) => {
				try {
					new Intl.DateTimeFormat('cs', { timeZone: zone });
					return true;
				} catch {
					return false;
				}
			}, 'SAL_STREAM_ZONE must name a time zone, as Europe/Prague')
		),
		'Europe/Prague'
	)
});

export interface StreamConfig {
	socketPath: string;
	/** Of the public files: one folder for each session. */
	folder: string;
	/** How far back viewers can go. */
	windowSeconds: number;
	/** How long a session's files stay after its end. */
	keepSeconds: number;
	/** How far the process and its decoders and encoders stand back where there is not enough for everybody, 0 to 19. */
	nice: number;
	/** Of the clock in the picture. */
	zone: string;
}

/** Reads the environment; throws an Error whose message says what to set. */
export function streamConfig(env: NodeJS.ProcessEnv): StreamConfig {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Error(parsed.issues.map(({ message }) => message).join('; '));
	const set = parsed.output;
	return { socketPath: set.SAL_STREAM_SOCKET, folder: set.SAL_STREAM, windowSeconds: set.SAL_STREAM_WINDOW_SECONDS, keepSeconds: set.SAL_STREAM_KEEP_SECONDS, nice: set.SAL_STREAM_NICE, zone: set.SAL_STREAM_ZONE };
}
