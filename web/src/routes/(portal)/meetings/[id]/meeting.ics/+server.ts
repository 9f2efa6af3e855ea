import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { toCalendar } from '../../calendar.ts';
import { calendarEntry } from '../../feed.server.ts';
import { getMeeting } from '../../store.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const { title, entries } = await locals.tx(async (tx) => ({ title: (await getMeeting(tx, actor, { id, now: new Date() })).title, entries: await calendarEntry(tx, id) }));
	return new Response(toCalendar({ name: title, origin: portal().config.origin, entries }), {
		headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="meeting.ics"' }
	});
};
