/** Guests: the links that invite them, and the short session a guest gets by giving a name. */
import { DomainError } from '#lib/domain-error.ts';
import { findGuest, findGuestLink, guest, guestLink, meeting, organisation, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { requirePermission } from '#lib/permissions/require.ts';
import { permissions } from './permissions.ts';
import { guestLink as linkState } from './rules.ts';
import { audit } from '#lib/server/audit.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { getMeeting } from './store.server.ts';
import { factColumns, toFacts, type PersonActor } from './ties.server.ts';

/** A guest who closes the tab may come back this long, in hours: a long session with a lunch break. */
const GUEST_HOURS = 12;

/** Answers with whose meeting it is. */
async function requireGuests(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }): Promise<string | undefined> {
	const { resource } = await getMeeting(tx, actor, { id, now });
	requirePermission({ subject: actor, action: permissions.actions['invite-guests'], resource, now });
	return resource.path.at(-1);
}

/** Makes a link; its token is told once and never again. */
export async function createGuestLink(tx: Tx, actor: PersonActor, { id, label, days, now }: { id: string; label: string; days: number; now: Date }): Promise<{ token: string }> {
	const organisation = await requireGuests(tx, actor, { id, now });
	const token = newSecret();
	const [made] = await tx.insert(guestLink).values({ meetingId: id, tokenHash: hashSecret(token), label, createdBy: actor.person, expiresAt: new Date(now.getTime() + days * 86_400_000) }).returning({ id: guestLink.id });
	await audit(tx, { action: 'meeting.link-created', object: { kind: 'meeting', id, organisation }, detail: { link: made?.id, days } });
	return { token };
}

/** Links of a meeting, newest first, with how many came by each. Only hosts get any. */
export async function guestLinks(tx: Tx, { id, now }: { id: string; now: Date }) {
	const links = await tx
		.select({ id: guestLink.id, label: guestLink.label, expiresAt: guestLink.expiresAt, revokedAt: guestLink.revokedAt, guests: sql<number>`(select count(*)::int from guest g where g.link_id = guest_link.id)` })
		.from(guestLink)
		.where(eq(guestLink.meetingId, id))
		.orderBy(desc(guestLink.createdAt));
	return links.map((link) => ({ ...link, state: linkState({ link, now }) }));
}

/** Revokes a link. Whoever came by it is put out of the room (room-review.server.ts). */
export async function revokeGuestLink(tx: Tx, actor: PersonActor, { id, link, now }: { id: string; link: string; now: Date }): Promise<void> {
	const organisation = await requireGuests(tx, actor, { id, now });
	const revoked = await tx
		.update(guestLink)
		.set({ revokedAt: now, revokedBy: actor.person })
		.where(and(eq(guestLink.id, link), eq(guestLink.meetingId, id), isNull(guestLink.revokedAt)))
		.returning({ id: guestLink.id });
	if (revoked.length === 0) throw new DomainError('not-found');
	await audit(tx, { action: 'meeting.link-revoked', object: { kind: 'meeting', id, organisation }, detail: { link } });
}

const entrance = (organisation: string): Actor => ({ kind: 'job', organisation, name: 'guest-entrance' });

/** What the entrance page shows of the meeting behind a token; `not-found` for a token nobody made. */
export async function guestEntrance(db: Database, { token, now }: { token: string; now: Date }) {
	const found = await findGuestLink(db, hashSecret(token));
	if (!found) throw new DomainError('not-found');
	const state = linkState({ link: found, now });
	const row = await withActor(db, entrance(found.organisationId), (tx) => meetingForGuest(tx, found.meetingId));
	return { state, meeting: row };
}

async function meetingForGuest(tx: Tx, id: string) {
	const [row] = await tx
		.select({ ...factColumns, id: meeting.id, title: meeting.title, zone: meeting.zone, organisation: organisation.name })
		.from(meeting)
		.innerJoin(organisation, eq(organisation.id, meeting.organisationId))
		.where(eq(meeting.id, id));
	if (!row) throw new DomainError('not-found');
	return { ...row, lobby: toFacts(row).lobby };
}

/** Takes a guest's name and answers with the secret of their cookie. `meetings-link-closed` when the link has expired or was revoked. */
export async function enterAsNamedGuest(db: Database, { token, name, now }: { token: string; name: string; now: Date }): Promise<{ secret: string; expiresAt: Date }> {
	const found = await findGuestLink(db, hashSecret(token));
	if (!found) throw new DomainError('not-found');
	if (linkState({ link: found, now }) !== 'open') throw new DomainError('meetings-link-closed');
	const secret = newSecret();
	const expiresAt = new Date(now.getTime() + GUEST_HOURS * 3_600_000);
	await withActor(db, entrance(found.organisationId), (tx) => tx.insert(guest).values({ meetingId: found.meetingId, linkId: found.linkId, name, sessionHash: hashSecret(secret), expiresAt }));
	return { secret, expiresAt };
}

export interface GuestSession {
	actor: Extract<Actor, { kind: 'guest' }>;
	linkId: string;
	name: string;
}

/** The guest behind a cookie, as long as neither the session has expired nor its link was revoked; null otherwise. */
export async function guestSession(db: Database, { secret, now }: { secret: string; now: Date }): Promise<GuestSession | null> {
	const found = await findGuest(db, hashSecret(secret));
	if (!found || found.revokedAt !== null || found.expiresAt <= now) return null;
	return { actor: { kind: 'guest', guest: found.guestId, meeting: found.meetingId }, linkId: found.linkId, name: found.name };
}
