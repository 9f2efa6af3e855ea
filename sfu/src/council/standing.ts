/** When picture and sound count as arriving: a second that is lost says nothing, and a failure is forgiven for as long as the rules of procedure say. */

export type Standing = 'unknown' | 'present' | 'failing' | 'gone';

export interface Watch {
	standing: Standing;
	/** Since when what is seen differs from the standing, in ms; null while they agree. */
	differsSince: number | null;
	/** End of the grace period. */
	until: number | null;
}

export const unwatched: Watch = { standing: 'unknown', differsSince: null, until: null };

/** What is seen must last this long before it counts, in ms. */
export const STEADY = 2_000;

/** The next state after a look at `now`. `good`: picture and sound arrive (or the sound is muted by choice). */
export function look({ watch, good, now, graceMs }: { watch: Watch; good: boolean; now: number; graceMs: number }): Watch {
	const { standing, until } = watch;
	if (standing === 'failing' && !good && until !== null && now >= until) return { standing: 'gone', differsSince: null, until: null };
	const agrees = good === (standing === 'present');
	if (agrees || (!good && standing !== 'present')) return { ...watch, differsSince: null };
	const differsSince = watch.differsSince ?? now;
	if (now - differsSince < STEADY) return { ...watch, differsSince };
	if (good) return { standing: 'present', differsSince: null, until: null };
	// The grace period begins when it began to fail, not when we were sure of it.
	return { standing: 'failing', differsSince: null, until: differsSince + graceMs };
}
