/** Titles that stand before a Czech name and are no part of it. */
const title = /^(?:(?:\p{L}+\.)+|et)$/iu;

/** At most two letters that stand for a person: of the first and the last word of the name, without the titles before it and after a comma. */
export function initials(name: string): string {
	const words = (name.split(',')[0] ?? '')
		.split(/\s+/u)
		.filter((word) => /\p{L}/u.test(word) && !title.test(word));
	const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')].find((letter) => /\p{L}/u.test(letter)) ?? '');
	return letters.join('').toLocaleUpperCase('cs');
}

/** A hue (degrees) that is the same for a person on every screen. */
export function hueOf(id: string): number {
	let hash = 0;
	for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
	return hash % 360;
}
