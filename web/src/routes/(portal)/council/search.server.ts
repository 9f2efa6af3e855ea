/** Sessions, items of their agendas, and resolutions in the portal's search. Row-level security leaves out what the person may not know of. */
import { councilBody, councilItem, councilSession } from '@sal/db';
import { desc, eq, sql } from 'drizzle-orm';
import { shortTime } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { SearchProvider } from '#lib/search.ts';
import { containsWords } from '#lib/server/contains-words.ts';
import { listResolutions } from './resolutions/register.server.ts';

const about = (body: string, startsAt: Date) => `${body} · ${shortTime(startsAt, getLocale())}`;

export const search: SearchProvider[] = [
	{
		title: m.council_search_sessions,
		order: 15,
		async find({ tx, q, limit }) {
			const rows = await tx
				.select({ id: councilSession.id, title: councilSession.title, startsAt: councilSession.startsAt, body: councilBody.name })
				.from(councilSession)
				.innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId))
				.where(containsWords(sql`(${councilSession.title} || ' ' || ${councilBody.name})`, q))
				.orderBy(desc(councilSession.startsAt), desc(councilSession.id))
				.limit(limit);
			return rows.map(({ id, title, startsAt, body }) => ({ title, text: about(body, startsAt), href: `/council/${id}` }));
		}
	},
	{
		title: m.council_search_items,
		order: 16,
		async find({ tx, q, limit }) {
			const rows = await tx
				.select({ session: councilSession.id, number: councilItem.number, title: councilItem.title, startsAt: councilSession.startsAt, body: councilBody.name })
				.from(councilItem)
				.innerJoin(councilSession, eq(councilSession.id, councilItem.sessionId))
				.innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId))
				.where(containsWords(sql`${councilItem.title}`, q))
				.orderBy(desc(councilSession.startsAt), desc(councilItem.id))
				.limit(limit);
			return rows.map(({ session, number, title, startsAt, body }) => ({ title: number === '' ? title : `${number}. ${title}`, text: about(body, startsAt), href: `/council/${session}` }));
		}
	},
	{
		title: m.council_search_resolutions,
		order: 17,
		all: (q) => `/council/resolutions?q=${encodeURIComponent(q)}`,
		async find({ tx, q, limit, now }) {
			const { resolutions } = await listResolutions(tx, { filter: { q, body: undefined, show: 'all', after: undefined }, now });
			return resolutions.slice(0, limit).map(({ id, number, body, text, adoptedAt }) => ({ title: m.council_resolutions_number({ number }), text: `${about(body, adoptedAt)} · ${text.slice(0, 120)}`, href: `/council/resolutions/${id}` }));
		}
	}
];
