/** Whom the office invites to speak without a seat (Act 129/2000 § 42, Act 128/2000 § 93: others speak when the assembly or its rules let them). */
import { and, asc, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { councilItem, councilSession, councilSpeaker, guest, guestLink, type Actor, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { uniquely } from '#lib/server/unique.ts';
import { inRoomNow } from '../../meetings/index.server.ts';
import { permit, type Permitted } from '../permit.server.ts';
import type { Sender } from '../sessions/invitation.server.ts';
import { linkUntil, writeToSpeaker } from './letters.server.ts';

interface Act {
	session: string;
	now: Date;
}

export interface SpeakerInput {
	name: string;
	email: string;
	behalf: string;
	item: string | null;
	locale: 'cs' | 'en';
}

async function preparing(tx: Tx, actor: Actor, { session: id, now }: Act): Promise<Permitted> {
	const permitted = await permit(tx, { actor, id, action: 'prepare', now, lock: true });
	// Nobody is written to of a session that nobody knows of yet.
	if (permitted.session.publishedAt === null && permitted.session.state === 'draft') throw new DomainError('council-not-published');
	return permitted;
}

/** Invites somebody to speak: a letter with a link of their own to the room's lobby. @throws {DomainError} `council-speaker-invited`, `not-found` for an item of another session, `council-not-published` */
export async function inviteSpeaker(tx: Tx, actor: PersonActor, { input, sender, ...act }: Act & { input: SpeakerInput; sender: Sender | null }): Promise<void> {
	const { session } = await preparing(tx, actor, act);
	if (input.item !== null) {
		const [item] = await tx.select({ state: councilItem.state }).from(councilItem).where(and(eq(councilItem.id, input.item), eq(councilItem.sessionId, session.id)));
		if (!item) throw new DomainError('not-found');
		if (item.state === 'withdrawn' || item.state === 'done') throw new DomainError('council-item-dealt-with');
	}
	const token = newSecret();
	const [link] = await tx.insert(guestLink).values({ meetingId: session.meetingId, tokenHash: hashSecret(token), label: input.name, createdBy: actor.person, expiresAt: linkUntil(session) }).returning({ id: guestLink.id });
	if (!link) throw new Error('the link was not inserted');
	const { item, ...columns } = input;
	await uniquely(tx.insert(councilSpeaker).values({ ...columns, itemId: item, sessionId: session.id, linkId: link.id, invitedBy: actor.person }), { council_speaker_once: 'council-speaker-invited' });
	if (sender) await writeToSpeaker(tx, { session, news: 'invited', sender, speaker: { ...columns, itemId: item }, token });
	await audit(tx, { action: 'council.speaker-invited', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, personal: { name: input.name } });
}

/** Takes an invitation back: its link opens nothing any more, and whoever came by it is put out of the room. @throws {DomainError} `not-found` */
export async function withdrawSpeaker(tx: Tx, actor: PersonActor, { speaker: id, ...act }: Act & { speaker: string }): Promise<void> {
	const { session } = await preparing(tx, actor, act);
	const [row] = await tx.update(councilSpeaker).set({ withdrawnAt: act.now }).where(and(eq(councilSpeaker.id, id), eq(councilSpeaker.sessionId, session.id), isNull(councilSpeaker.withdrawnAt))).returning();
	if (!row) throw new DomainError('not-found');
	await tx.update(guestLink).set({ revokedAt: act.now, revokedBy: actor.person }).where(and(eq(guestLink.id, row.linkId), isNull(guestLink.revokedAt)));
	await audit(tx, { action: 'council.speaker-withdrawn', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, personal: { name: row.name } });
}

/** Empties the addresses of speakers of sessions that were over before then: nobody is written to any more (GDPR art. 5 (1) e). Names stay, as in the minutes. Answers with how many. */
export async function forgetAddresses(tx: Tx, before: Date): Promise<number> {
	const over = tx.select({ id: councilSession.id }).from(councilSession).where(or(lt(councilSession.endedAt, before), lt(councilSession.cancelledAt, before)));
	const rows = await tx.update(councilSpeaker).set({ email: '' }).where(and(ne(councilSpeaker.email, ''), inArray(councilSpeaker.sessionId, over))).returning({ id: councilSpeaker.id });
	return rows.length;
}

export interface InvitedSpeaker {
	id: string;
	name: string;
	email: string;
	behalf: string;
	item: { id: string; number: string; title: string } | null;
	/** Ids in the room of whoever came by their link and is there now. */
	here: string[];
}

/** Speakers whose invitation holds, in the order of inviting. Nobody but who runs the session gets any. */
export async function speakersOf(tx: Tx, { session, meeting, now }: { session: string; meeting: string; now: Date }): Promise<InvitedSpeaker[]> {
	const rows = await tx
		.select({ id: councilSpeaker.id, name: councilSpeaker.name, email: councilSpeaker.email, behalf: councilSpeaker.behalf, link: councilSpeaker.linkId, item: { id: councilItem.id, number: councilItem.number, title: councilItem.title } })
		.from(councilSpeaker)
		.leftJoin(councilItem, eq(councilItem.id, councilSpeaker.itemId))
		.where(and(eq(councilSpeaker.sessionId, session), isNull(councilSpeaker.withdrawnAt)))
		.orderBy(asc(councilSpeaker.invitedAt), asc(councilSpeaker.id));
	if (rows.length === 0) return [];
	const inside = new Set((await inRoomNow(tx, meeting, now)).map(({ participant }) => participant));
	const came = await tx.select({ id: guest.id, link: guest.linkId }).from(guest).where(sql`${guest.linkId} in ${rows.map(({ link }) => link)}`);
	return rows.map(({ link, ...row }) => ({ ...row, here: came.filter((each) => each.link === link && inside.has(each.id)).map(({ id }) => id) }));
}
