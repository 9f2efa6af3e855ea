/** A council's business on the home page: what runs and comes next, and what waits for a member's answer. */
import { shortTime } from '#lib/day.ts';
import type { HomeCard, HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { unanswered } from './answers/store.server.ts';
import { mySessions } from './sessions/mine.server.ts';

const SHOWN = 3;

export const home: HomeLoader = async ({ tx, actor, now }) => {
	const locale = getLocale();
	const about = ({ startsAt, place, body }: { startsAt: Date; place: string; body: string }) => [body, shortTime(startsAt, locale), place].join(' · ');
	const sessions = await mySessions(tx, actor, { now, limit: SHOWN });
	const cards = sessions.map(({ id, title, startsAt, place, body, runs, seated, votes }): HomeCard => {
		const seat = `/council/${id}/seat`;
		return {
			title,
			href: `/council/${id}`,
			text: about({ startsAt, place, body }),
			...(votes ? { badge: { text: m.council_home_vote(), tone: 'warn' }, action: { text: m.council_home_vote_do(), href: seat } } : runs && { badge: { text: m.council_sessions_state_running(), tone: 'good' }, ...(seated && { action: { text: m.council_votes_seat(), href: seat } }) })
		};
	});
	const waiting = (await unanswered(tx, actor, now)).map(({ id, title, startsAt, place, body }): HomeCard => ({ title, href: `/council/${id}#answer`, text: about({ startsAt, place, body }), action: { text: m.council_answers_home_do(), href: `/council/${id}#answer` } }));
	return [
		// Most people have nothing to do with any council.
		...(cards.length > 0 ? [{ kind: 'now' as const, title: m.council_title(), href: '/council', order: 15, empty: m.council_sessions_none_coming(), cards }] : []),
		{ kind: 'waiting', title: m.council_answers_home(), href: '/council', order: 15, empty: '', cards: waiting }
	];
};
