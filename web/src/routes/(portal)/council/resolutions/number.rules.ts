/** How a body numbers its resolutions. Its rules of procedure say it (`procedure.resolutionNumber`); the law asks for no particular form. */

export interface Numbering {
	/** `{n}` running number in the session, `{session}` number of the session, `{year}`, `{total}` running number in the term of office. */
	pattern: string;
	n: number;
	session: number;
	year: number;
	total: number;
}

/**
 * The number of a resolution. A pattern without a running number would call all resolutions of a session the same: the running number is
 * added to it.
 */
export function resolutionNumber({ pattern, ...numbers }: Numbering): string {
	const whole = /\{(n|total)\}/.test(pattern) ? pattern : `${pattern}/{n}`;
	return whole.replace(/\{(n|session|year|total)\}/g, (_, name: 'n' | 'session' | 'year' | 'total') => String(numbers[name]));
}

/** Sorts numbers as people count: 7/9 before 7/10. */
export const byNumber = (a: string, b: string): number => a.localeCompare(b, 'cs', { numeric: true });
