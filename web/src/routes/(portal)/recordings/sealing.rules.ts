/** How long a sealed recording is locked: which kind, how hard, until when. */

const DAY_MS = 86_400_000;

export interface Keeping {
	/** COMPLIANCE cannot be undone by anybody, so only sessions of public bodies get it. */
	mode: 'COMPLIANCE' | 'GOVERNANCE';
	/** Until when the recording must be kept; the lock itself reaches at most a year ahead and is lengthened every month. */
	endOfRetention: Date;
}

/**
 * Days that a recording must be kept by default. Sessions: as long as council minutes in the usual filing plans. Cases hold health data:
 * they go after thirty days unless somebody confirms that they belong to the documentation.
 */
const KEPT_DAYS = { session: 3650, call: 365, case: 30 };

/** A demo or a test must be able to clean up after itself, so it locks for minutes. */
const SHORT_SECONDS = { demo: 3_600, test: 120 };

export function keeping({ kind, mode, recordedAt, now }: { kind: 'session' | 'case' | 'call'; mode: 'demo' | 'production' | 'test'; recordedAt: Date; now: Date }): Keeping {
	const lock = kind === 'session' ? 'COMPLIANCE' : 'GOVERNANCE';
	if (mode !== 'production') return { mode: lock, endOfRetention: new Date(now.getTime() + SHORT_SECONDS[mode] * 1000) };
	return { mode: lock, endOfRetention: new Date(recordedAt.getTime() + KEPT_DAYS[kind] * DAY_MS) };
}
