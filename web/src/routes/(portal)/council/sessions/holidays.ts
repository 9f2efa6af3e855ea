import Holidays from 'date-holidays';

const calendar = new Holidays('CZ');
const years = new Map<string, Set<string>>();

/** Is this day (`YYYY-MM-DD`) a public holiday in Czechia (Act 245/2000 Coll.)? Weekends are not, of themselves. */
export function isHoliday(day: string): boolean {
	const year = day.slice(0, 4);
	let days = years.get(year);
	if (!days) years.set(year, (days = new Set(calendar.getHolidays(Number(year)).filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10)))));
	return days.has(day);
}
