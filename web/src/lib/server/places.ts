/** Where people belong, as columns of queries over `person`. */
import { sql, type SQL } from 'drizzle-orm';
import { eachWord } from './contains-words.ts';

/** Of an affiliation under the name `a`: it holds today. */
export const holdsToday: SQL<boolean> = sql`(a.valid_from <= sal_today() and (a.valid_until is null or a.valid_until > sal_today()))`;

/** Names of the organisations that the person belongs to today, the earliest first, with commas between. */
export const organisationsOf = sql<string>`coalesce((
	select string_agg(distinct_name, ', ' order by since) from (
		select o.name as distinct_name, min(a.valid_from) as since from affiliation a join organisation o on o.id = a.organisation_id
		where a.person_id = person.id and ${holdsToday} group by o.name) as places), '')`;

/** Does the person belong to this organisation today? */
export const belongsTo = (organisation: string): SQL<boolean> => sql`exists (select from affiliation a where a.person_id = person.id and a.organisation_id = ${organisation}::uuid and ${holdsToday})`;

/**
 * Every word of `q` occurs in the person's name, or in that of an organisation that they belong to today; undefined when there is none. Organisations
 * are asked first and once, instead of everybody's.
 */
export const namedOrAt = (q: string): SQL | undefined =>
	eachWord(q, (occursIn) => sql`(${occursIn(sql`person.name`)} or person.id in (select a.person_id from organisation o join affiliation a on a.organisation_id = o.id where ${occursIn(sql`o.name`)} and ${holdsToday}))`);
