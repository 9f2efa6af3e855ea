/** How a meeting repeats, in the words of the form. Used by the browser too, so it knows no library. */
export const rhythms = ['day', 'workday', 'week', 'fortnight', 'monthDay', 'monthWeekday'] as const;
export type Rhythm = (typeof rhythms)[number];

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
export type Weekday = (typeof codes)[number];
export type Nth = 1 | 2 | 3 | 4 | -1;

/** The nth weekday of the month that `day` (YYYY-MM-DD) is; the fifth counts as the last (-1), because most months have no fifth. */
export function nthWeekday(day: string): { nth: Nth; weekday: Weekday } {
	const date = new Date(`${day}T00:00:00Z`);
	const nth = Math.ceil(date.getUTCDate() / 7);
	return { nth: nth === 1 || nth === 2 || nth === 3 || nth === 4 ? nth : -1, weekday: codes[date.getUTCDay()] ?? 'MO' };
}

type Gender = 'n' | 'f' | 'm';
/** With its preposition, and by itself with its gender: Czech needs both. */
const czech: Record<Weekday, { on: string; name: string; gender: Gender }> = {
	MO: { on: 'v pondělí', name: 'pondělí', gender: 'n' },
	TU: { on: 'v úterý', name: 'úterý', gender: 'n' },
	WE: { on: 've středu', name: 'středa', gender: 'f' },
	TH: { on: 've čtvrtek', name: 'čtvrtek', gender: 'm' },
	FR: { on: 'v pátek', name: 'pátek', gender: 'm' },
	SA: { on: 'v sobotu', name: 'sobota', gender: 'f' },
	SU: { on: 'v neděli', name: 'neděle', gender: 'f' }
};
const czechNth: Record<Nth, Record<Gender, string>> = {
	1: { n: 'první', f: 'první', m: 'první' },
	2: { n: 'druhé', f: 'druhá', m: 'druhý' },
	3: { n: 'třetí', f: 'třetí', m: 'třetí' },
	4: { n: 'čtvrté', f: 'čtvrtá', m: 'čtvrtý' },
	[-1]: { n: 'poslední', f: 'poslední', m: 'poslední' }
};
const english: Record<Weekday, string> = { MO: 'Monday', TU: 'Tuesday', WE: 'Wednesday', TH: 'Thursday', FR: 'Friday', SA: 'Saturday', SU: 'Sunday' };
const englishNth: Record<Nth, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' };

/** "každý měsíc, druhé úterý": the rhythm of a series that begins on `day` (YYYY-MM-DD). */
export function rhythmInWords({ rhythm, day, locale }: { rhythm: Rhythm; day: string; locale: 'cs' | 'en' }): string {
	const { nth, weekday } = nthWeekday(day);
	const date = Number(day.slice(8));
	if (locale === 'en') {
		const words: Record<Rhythm, string> = {
			day: 'every day',
			workday: 'every working day',
			week: `every week on ${english[weekday]}`,
			fortnight: `every other week on ${english[weekday]}`,
			monthDay: `every month on day ${String(date)}`,
			monthWeekday: `every month on the ${englishNth[nth]} ${english[weekday]}`
		};
		return words[rhythm];
	}
	const { on, name, gender } = czech[weekday];
	const words: Record<Rhythm, string> = {
		day: 'každý den',
		workday: 'každý pracovní den',
		week: `každý týden ${on}`,
		fortnight: `každý druhý týden ${on}`,
		monthDay: `každý měsíc ${String(date)}. dne`,
		monthWeekday: `každý měsíc, ${czechNth[nth][gender]} ${name}`
	};
	return words[rhythm];
}
