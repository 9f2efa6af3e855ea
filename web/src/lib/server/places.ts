/** Where people belong, as columns of queries over `person`. */
import { sql, type SQL } from 'drizzle-orm';

/** Of an affiliation under the name `a`: it holds today. */
export const holdsToday: SQL<boolean> = sql`(a.valid_from <= sal_today() and (a.valid_until is null or a.valid_until > sal_today()))`;

/** Names of the organisations that the person belongs to today, the earliest first, with commas between. */
export const organisationsOf = sql<string>`coalesce((
	select string_agg(distinct_name, ', ' order by since) from (
		select o.name as distinct_name, min(a.valid_from) as since from affiliation a join organisation o on o.id = a.organisation_id
		where a.person_id = person.id and ${holdsToday} group by o.name) as places), '')`;

/** Does the person belong to this organisation today? */
export const belongsTo = (organisation: string): SQL<boolean> => sql`exists (select from affiliation a where a.person_id = person.id and a.organisation_id = ${organisation}::uuid and ${holdsToday})`;
