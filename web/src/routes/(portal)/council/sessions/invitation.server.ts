/** The letters of a session: the invitation to its members, that it has changed, and that nothing comes of it. Each brings an entry for the calendar. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { councilBody, person, type Tx } from '@sal/db';
import { shortTime } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';
import { sendMail } from '#lib/server/mail.ts';
import { writeLetter } from '#lib/server/mail/letter.ts';
import { notify } from '#lib/server/notify.ts';
import { agendaOf } from '../agenda/store.server.ts';
import { calendarEntry, toCalendar } from '../../meetings/index.server.ts';
import type { Session } from '../permit.server.ts';
import { membersOf } from '../presence/store.server.ts';

/** Whose letters they are. */
export interface Sender {
	/** The portal's public address. */
	origin: string;
	/** The address that its mails come from, as configured; undefined while it sends none. */
	from: string | undefined;
}

export type News = 'invited' | 'changed' | 'cancelled';

interface Telling {
	session: Session;
	news: News;
	/** Null: nobody is written to (the demo's people have no mailbox). */
	sender: Sender | null;
}

const subjects = { invited: m.council_sessions_mail_invited, changed: m.council_sessions_mail_changed, cancelled: m.council_sessions_mail_cancelled };
const openings = { invited: m.council_sessions_mail_invited_text, changed: m.council_sessions_mail_changed_text, cancelled: m.council_sessions_mail_cancelled_text };

/** Tells every member of the body, by a letter of its own and in the portal. In the act's own transaction; call it when the session and its room are as they will be. */
export async function tellMembers(tx: Tx, { session, news, sender }: Telling): Promise<void> {
	const ids = (await membersOf(tx, session)).map(({ id }) => id);
	const letters = await lettersOf(tx, { session, news });
	await notify(tx, { people: ids, kind: `council.${news}`, data: { title: letters.title, at: session.startsAt.toISOString() }, href: `/council/${session.id}` });
	if (!sender || ids.length === 0) return;
	const readers = await tx.select({ name: person.name, email: person.email, locale: person.locale }).from(person).where(and(inArray(person.id, ids), isNull(person.disabledAt), isNull(person.erasedAt)));
	for (const { name, email, locale } of readers) await letters.send({ to: { name, email }, locale: locale ?? 'cs', sender, link: { label: news === 'cancelled' ? m.council_sessions_mail_link : m.council_sessions_mail_answer, href: `${sender.origin}/council/${session.id}` } });
}

interface Sending {
	to: { name: string; email: string };
	locale: 'cs' | 'en';
	sender: Sender;
	link: { label: (inputs: Record<string, never>, options: { locale: 'cs' | 'en' }) => string; href: string } | null;
	/** Said first, after the greeting: why this reader. */
	first?: string;
	/** Of somebody without a seat: where their calendar finds the room. */
	path?: string;
}

/** What all letters of one piece of news have in common, read once. */
export async function lettersOf(tx: Tx, { session, news }: { session: Session; news: News }) {
	const [body] = await tx.select({ name: councilBody.name }).from(councilBody).where(eq(councilBody.id, session.bodyId));
	const title = `${body?.name ?? ''}: ${session.title}`;
	const items = (await agendaOf(tx, session.id)).filter(({ state }) => state !== 'withdrawn');
	const agenda = items.map(({ number, title: item }) => `${number} ${item}`);
	const [entry] = await calendarEntry(tx, session.meetingId);
	return {
		title,
		async send({ to, locale, sender, link, first, path }: Sending): Promise<void> {
			const options = { locale };
			const subject = `${subjects[news]({}, options)}: ${title}`;
			const letter = writeLetter({
				locale,
				heading: subject,
				paragraphs: [
					...(first === undefined ? [] : [first]),
					openings[news]({ title }, options),
					...(news === 'cancelled' && session.cancelReason ? [m.council_sessions_mail_why({ reason: session.cancelReason }, options)] : []),
					m.council_sessions_mail_when({ when: shortTime(session.startsAt, locale), minutes: session.plannedMinutes }, options),
					m.council_sessions_mail_where({ place: session.place }, options),
					...(news === 'cancelled' ? [] : [(session.remote ? m.council_sessions_mail_remote : m.council_sessions_mail_hall)({}, options), m.council_sessions_mail_agenda({}, options)])
				],
				list: news === 'cancelled' ? [] : agenda,
				...(link && { link: { label: link.label({}, options), href: link.href } }),
				reason: m.council_sessions_mail_reason({ portal: sender.origin }, options)
			});
			const calendar =
				entry &&
				toCalendar({
					name: title,
					origin: sender.origin,
					entries: [{ ...entry, title, description: agenda.join('\n'), place: session.place, path: path ?? `/council/${session.id}` }],
					scheduling: { method: news === 'cancelled' ? 'CANCEL' : 'REQUEST', organizer: { name: entry.organisation, email: addressOf(sender) }, attendee: to }
				});
			// A letter about what is over helps nobody.
			await sendMail(tx, { to: to.email, locale, subject, ...letter, ...(calendar && { calendar }), uselessAfter: session.startsAt });
		}
	};
}

/** The bare address that the portal's mails come from: the organiser of a calendar's entry is who sends it (RFC 6047 §2.3). */
function addressOf({ origin, from }: Sender): string {
	return (from && (/<([^<>\s]+)>\s*$/.exec(from)?.[1] ?? from.trim())) || `sal@${new URL(origin).hostname}`;
}
