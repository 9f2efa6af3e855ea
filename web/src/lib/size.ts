/** `12,4 MB`; decimal units, as browsers show downloads. */
export function size(bytes: number, locale: string): string {
	const units = ['kB', 'MB', 'GB', 'TB'];
	let value = bytes / 1_000;
	let unit = 0;
	while (value >= 1_000 && unit < units.length - 1) {
		value /= 1_000;
		unit++;
	}
	return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${units[unit]}`;
}
