/** By when an agenda must hang on the notice board. Days are days of Prague (`YYYY-MM-DD`). */

export interface Term {
	/** Last day on which publication keeps the term. */
	lastDay: string;
	/** Whole days that the term asks for. */
	days: number;
	/** Days from publication, or from today while it is not published, to the session; negative when the session is past. */
	left: number;
	/** Would publication then keep the term? */
	kept: boolean;
	/** The last day is no working day: the office is closed, and the board must be seen to before. */
	restDay: 'weekend' | 'holiday' | null;
	/** Last working day that keeps the term. */
	lastWorkingDay: string;
}

export interface TermQuestion {
	/** The day of the session. */
	session: string;
	/** The day of publication; today while it is not published. */
	published: string;
	/** Of the rules of procedure: at least 10 for a regional assembly (Act 129/2000 § 42), 7 for a municipal one (Act 128/2000 § 93), 2 in a state of crisis. */
	days: number;
	isHoliday: (day: string) => boolean;
}

const DAY_MS = 86_400_000;
const number = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayOfNumber = (days: number): string => new Date(days * DAY_MS).toISOString().slice(0, 10);
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/**
 * The term in calendar days: the laws count weekends and holidays like any other day, and move nothing. Days are counted from the day of publication to the day of the session, by the
 * calendar of Prague: an hour that a change of clocks adds or takes, and the hour of day, change nothing.
 */
export function term({ session, published, days, isHoliday }: TermQuestion): Term {
	const last = number(session) - days;
	const lastDay = dayOfNumber(last);
	const rest = (day: string) => (isHoliday(day) ? 'holiday' : isWeekend(day) ? 'weekend' : null);
	let working = last;
	while (rest(dayOfNumber(working)) !== null) working -= 1;
	return { lastDay, days, left: number(session) - number(published), kept: number(published) <= last, restDay: rest(lastDay), lastWorkingDay: dayOfNumber(working) };
}

/** The term of this session: the shorter one in a state of crisis. */
export const termDays = ({ crisis, publicationDays, crisisPublicationDays }: { crisis: boolean; publicationDays: number; crisisPublicationDays: number }): number => (crisis ? crisisPublicationDays : publicationDays);

export interface StripDay {
	day: string;
	/** `today`, `last` day of publication, `session`; null for any other. */
	mark: 'today' | 'last' | 'session' | null;
	rest: boolean;
}

/** Days from the earlier of today and the last day to the session, for a picture of the term. */
export function strip({ session, today, lastDay, isHoliday }: { session: string; today: string; lastDay: string; isHoliday: (day: string) => boolean }): StripDay[] {
	const from = Math.max(number(session) - 31, Math.min(number(today), number(lastDay)));
	return Array.from({ length: Math.max(1, number(session) - from + 1) }, (_, index) => {
		const day = dayOfNumber(from + index);
		return { day, mark: day === session ? 'session' : day === today ? 'today' : day === lastDay ? 'last' : null, rest: isWeekend(day) || isHoliday(day) };
	});
}

/** What hung on the board, as far as the term goes: the laws want the place, the hour and the agenda to be known in time. */
export interface Hung {
	at: Date;
	place: string;
	/** ISO 8601. */
	startsAt: string;
}

/**
 * Since when it has hung there that the session is at this hour and place: a session that was moved begins its term anew. Null while what hangs there is not so (any more).
 * `publications` in the order in which they were made. Agenda items that were added later move nothing: of them each says that it is late.
 */
export function hungSince({ publications, place, startsAt }: { publications: readonly Hung[]; place: string; startsAt: Date }): Date | null {
	const so = (hung: Hung) => hung.place === place && Date.parse(hung.startsAt) === startsAt.getTime();
	const otherwise = publications.findLastIndex((hung) => !so(hung));
	return publications[otherwise + 1]?.at ?? null;
}
