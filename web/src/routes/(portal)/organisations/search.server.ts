/** Organisations and people in the portal's search. */
import { organisation, person } from '@sal/db';
import { and, asc, isNull, sql } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';
import type { SearchProvider } from '#lib/search.ts';
import { containsWords } from '#lib/server/contains-words.ts';
import { organisationsOf } from '#lib/server/places.ts';

const above = sql<string>`coalesce((select o.name from organisation o where o.id = ${organisation.parentId}), '')`;

export const search: SearchProvider[] = [
	{
		title: m.search_people,
		order: 30,
		all: (q) => `/organisations/people?q=${encodeURIComponent(q)}`,
		async find({ tx, q, limit }) {
			const rows = await tx
				.select({ id: person.id, title: person.name, text: organisationsOf })
				.from(person)
				// By name only: the organisations of everybody would have to be read.
				.where(and(isNull(person.erasedAt), isNull(person.disabledAt), containsWords(sql`${person.name}`, q)))
				.orderBy(asc(person.familyName), asc(person.givenName), asc(person.id))
				.limit(limit);
			return rows.map(({ id, title, text }) => ({ title, text, href: `/organisations/people/${id}` }));
		}
	},
	{
		title: m.search_organisations,
		order: 40,
		async find({ tx, q, limit }) {
			const rows = await tx
				.select({ id: organisation.id, title: organisation.name, text: above })
				.from(organisation)
				.where(and(sql`(${organisation.validUntil} is null or ${organisation.validUntil} > sal_today())`, containsWords(sql`${organisation.name}`, q)))
				.orderBy(sql`cardinality(${organisation.path})`, asc(organisation.name))
				.limit(limit);
			return rows.map(({ id, title, text }) => ({ title, text, href: `/organisations/${id}` }));
		}
	}
];
