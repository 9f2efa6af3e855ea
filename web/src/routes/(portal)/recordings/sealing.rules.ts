/** How long a sealed recording is kept and locked: which kind, how hard, until when. */

const DAY_MS = 86_400_000;

/** How long recordings are kept, as the region has set it. */
export interface KeepingTimes {
	/** Sessions of public bodies: as the filing plan says (Act 499/2004 Coll.). */
	sessionYears: number;
	callYears: number;
	/** Case conferences hold health data: they go after these days unless somebody confirms that they belong to the documentation. At most 30. */
	caseDays: number;
	/** Case conferences that somebody confirmed: as health documentation (Act 372/2011 Coll., Decree 444/2024 Coll., annex 3). */
	caseYears: number;
}

export const DEFAULT_TIMES: KeepingTimes = { sessionYears: 10, callYears: 1, caseDays: 30, caseYears: 5 };
/** What an administrator may choose. */
export const TIME_LIMITS: Record<keyof KeepingTimes, { min: number; max: number }> = {
	sessionYears: { min: 1, max: 100 },
	callYears: { min: 1, max: 100 },
	caseDays: { min: 1, max: 30 },
	caseYears: { min: 1, max: 100 }
};

interface Kept {
	kind: 'session' | 'case' | 'call';
	recordedAt: Date;
	/** Of a case conference that somebody confirmed. */
	keptUntil: Date | null;
	times: KeepingTimes;
}

/** Until when the recording must be kept. */
export function endOfRetention({ kind, recordedAt, keptUntil, times }: Kept): Date {
	if (keptUntil) return keptUntil;
	if (kind === 'case') return new Date(recordedAt.getTime() + times.caseDays * DAY_MS);
	return yearsLater(recordedAt, kind === 'session' ? times.sessionYears : times.callYears);
}

/** Until when a case conference is kept once somebody has confirmed it. */
export const endOfConfirmed = ({ recordedAt, times }: Pick<Kept, 'recordedAt' | 'times'>): Date => yearsLater(recordedAt, times.caseYears);

function yearsLater(from: Date, years: number): Date {
	const later = new Date(from);
	later.setUTCFullYear(later.getUTCFullYear() + years);
	return later;
}

export interface Keeping {
	/** COMPLIANCE cannot be undone by anybody, so only sessions of public bodies get it. */
	mode: 'COMPLIANCE' | 'GOVERNANCE';
	/** Until when the recording must be kept; the lock itself reaches at most a year ahead and is lengthened every month. */
	endOfRetention: Date;
}

/** A demo or a test must be able to clean up after itself, so it locks for minutes. */
const SHORT_SECONDS = { demo: 3_600, test: 120 };

export function keeping({ mode, now, ...kept }: Kept & { mode: 'demo' | 'production' | 'test'; now: Date }): Keeping {
	const lock = kept.kind === 'session' ? 'COMPLIANCE' : 'GOVERNANCE';
	if (mode !== 'production') return { mode: lock, endOfRetention: new Date(now.getTime() + SHORT_SECONDS[mode] * 1000) };
	return { mode: lock, endOfRetention: endOfRetention(kept) };
}

/** Whoever looks after a case conference is told this many days before it goes by itself. */
export const NOTICE_DAYS = 10;

/** A case conference that nobody has confirmed: when it goes by itself, and whether that is soon. Null for everything else. */
export function leaving({ now, ...kept }: Kept & { now: Date }): { at: Date; soon: boolean } | null {
	if (kept.kind !== 'case' || kept.keptUntil) return null;
	const at = endOfRetention(kept);
	return { at, soon: at.getTime() - now.getTime() < NOTICE_DAYS * DAY_MS };
}
