import { and, sql, type SQL } from 'drizzle-orm';

/** More words than these are not looked at. */
const WORDS = 8;

/** Every word of `q` must occur somewhere in `text`, whatever the case and diacritics; undefined when there is none. */
export function containsWords(text: SQL, q: string): SQL | undefined {
	const words = q.split(/\s+/).filter(Boolean).slice(0, WORDS);
	// PostgreSQL makes plain letters of the pattern once, not for every row.
	const pattern = (word: string) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
	return and(...words.map((word) => sql`unaccent(lower(${text})) like (select unaccent(lower(${pattern(word)})))`));
}
