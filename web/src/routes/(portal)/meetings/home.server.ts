/** What runs now and comes next, on the home page. */
import type { HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { upcoming } from './store.server.ts';
import { longDay, span } from './when.ts';

const SHOWN = 4;

export const home: HomeLoader = async ({ tx, actor, now }) => {
	const locale = getLocale();
	const meetings = await upcoming(tx, actor, { now, limit: SHOWN });
	return [
		{
			kind: 'now',
			title: m.meetings_title(),
			href: '/meetings',
			order: 10,
			empty: m.meetings_home_empty(),
			cards: meetings.map((meeting) => ({
				title: meeting.title,
				href: `/meetings/${meeting.id}`,
				text: [longDay({ at: meeting.startsAt, zone: meeting.zone, locale }), span({ ...meeting, locale }), meeting.organisation].join(' · '),
				...(meeting.phase === 'now' && { badge: { text: m.meetings_now(), tone: 'good' as const }, action: { text: m.meetings_enter(), href: `/meetings/${meeting.id}/room` } })
			}))
		}
	];
};
