/** Letters to those who are invited to speak without a seat. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { councilBody, councilItem, councilSpeaker, type Tx } from '@sal/db';
import { m } from '#lib/paraglide/messages.js';
import { lettersOf, type News, type Sender } from '../sessions/invitation.server.ts';
import type { Session } from '../permit.server.ts';

export type Speaker = typeof councilSpeaker.$inferSelect;

const DAY_MS = 86_400_000;

/** How long a speaker's link opens the room: a day longer than the session is planned for. */
export const linkUntil = ({ startsAt, plannedMinutes }: Pick<Session, 'startsAt' | 'plannedMinutes'>): Date => new Date(startsAt.getTime() + plannedMinutes * 60_000 + DAY_MS);

interface Telling {
	session: Session;
	news: News;
	sender: Sender | null;
}

/** Tells every speaker who is invited. In the act's own transaction; call it when the session and its room are as they will be. */
export async function tellSpeakers(tx: Tx, { session, news, sender }: Telling): Promise<void> {
	if (!sender) return;
	const speakers = await tx.select().from(councilSpeaker).where(and(eq(councilSpeaker.sessionId, session.id), isNull(councilSpeaker.withdrawnAt))).orderBy(asc(councilSpeaker.invitedAt));
	for (const speaker of speakers) await writeToSpeaker(tx, { session, news, sender, speaker });
}

/** One speaker's letter. `token`: the secret of their way into the room, which is known only when it is made. */
export async function writeToSpeaker(tx: Tx, { session, news, sender, speaker, token }: Telling & { sender: Sender; speaker: Pick<Speaker, 'name' | 'email' | 'behalf' | 'itemId' | 'locale'>; token?: string }): Promise<void> {
	const { name, email, behalf, itemId, locale } = speaker;
	const [item] = itemId === null ? [] : await tx.select({ number: councilItem.number, title: councilItem.title }).from(councilItem).where(eq(councilItem.id, itemId));
	const [body] = await tx.select({ publicSessions: councilBody.publicSessions }).from(councilBody).where(eq(councilBody.id, session.bodyId));
	const options = { locale };
	const about = item ? m.council_speakers_mail_item({ number: item.number, title: item.title }, options) : m.council_speakers_mail_any({}, options);
	const way = token === undefined ? m.council_speakers_mail_same_link({}, options) : m.council_speakers_mail_link_is({}, options);
	await (
		await lettersOf(tx, { session, news })
	).send({
		to: { name, email },
		locale,
		sender,
		first: [m.council_speakers_mail_hello({ name, behalf: behalf === '' ? '' : ` (${behalf})` }, options), ...(news === 'cancelled' ? [] : [about, way])].join(' '),
		link: token === undefined ? null : { label: m.council_speakers_mail_enter, href: `${sender.origin}/join/${token}` },
		...(body?.publicSessions && { path: `/sessions/${session.id}` })
	});
}
