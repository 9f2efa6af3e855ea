/** Meetings in the portal's search: what runs and comes first, then what was. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { SearchProvider } from '#lib/search.ts';
import { listMeetings, type ListedMeeting } from './store.server.ts';
import { longDay, span } from './when.ts';

const hit = (meeting: ListedMeeting) => {
	const locale = getLocale();
	return { title: meeting.title, href: `/meetings/${meeting.id}`, text: [longDay({ at: meeting.startsAt, zone: meeting.zone, locale }), span({ ...meeting, locale }), meeting.organisation].join(' · ') };
};

export const search: SearchProvider[] = [
	{
		title: m.meetings_title,
		order: 10,
		all: (q) => `/meetings?q=${encodeURIComponent(q)}`,
		async find({ tx, actor, q, limit, now }) {
			const filter = { kind: 'all' as const, q };
			const coming = (await listMeetings(tx, actor, { filter, now, when: 'coming' })).meetings.slice(0, limit);
			const past = coming.length < limit ? (await listMeetings(tx, actor, { filter, now, when: 'past' })).meetings : [];
			return [...coming, ...past].slice(0, limit).map(hit);
		}
	}
];
