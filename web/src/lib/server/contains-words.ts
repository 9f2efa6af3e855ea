import { and, sql, type SQL } from 'drizzle-orm';

/** More words than these are not looked at. */
const WORDS = 8;

/** `holds` must be true of every word of `q`; it is given what asks whether the word occurs in a text, whatever the case and diacritics. Undefined when there is no word. */
export function eachWord(q: string, holds: (occursIn: (text: SQL) => SQL) => SQL): SQL | undefined {
	const words = q.split(/\s+/).filter(Boolean).slice(0, WORDS);
	// PostgreSQL makes plain letters of the pattern once, not for every row.
	const pattern = (word: string) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
	return and(...words.map((word) => holds((text) => sql`unaccent(lower(${text})) like (select unaccent(lower(${pattern(word)})))`)));
}

/** Every word of `q` must occur somewhere in `text`, whatever the case and diacritics; undefined when there is none. */
export const containsWords = (text: SQL, q: string): SQL | undefined => eachWord(q, (occursIn) => occursIn(text));
