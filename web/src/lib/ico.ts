/**
 * Identification number of a Czech legal person (IČO): eight digits, the last one a check digit (weights 8 to 2, modulo 11). Shorter ones
 * are written with zeros in front, and people leave those out.
 */

const WEIGHTS = [8, 7, 6, 5, 4, 3, 2];

/** The check digit that belongs to the first seven digits of `digits`. */
export function icoCheckDigit(digits: string): number {
	const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index] ?? 0), 0);
	return (11 - (sum % 11)) % 10;
}

/** The number as eight digits, without the spaces that people type; undefined when it is none, or its check digit is wrong. */
export function parseIco(text: string): string | undefined {
	const compact = text.replace(/\s/g, '');
	if (!/^\d{1,8}$/.test(compact)) return undefined;
	const digits = compact.padStart(8, '0');
	return digits !== '00000000' && icoCheckDigit(digits) === Number(digits[7]) ? digits : undefined;
}
