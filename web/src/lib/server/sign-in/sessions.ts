/** Sessions as lists show them. As the person, or as an administrator: row-level security says whose are seen and ended. */
import { person, session, type Tx } from '@sal/db';
import { and, desc, eq, gt, ilike, or } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { deviceWords } from '#lib/sign-in/device.ts';
import { audit } from '../audit.ts';

export interface ListedSession {
	handle: string;
	device: string;
	address: string;
	createdAt: Date;
	lastSeenAt: Date;
}

const columns = { handle: session.handle, userAgent: session.userAgent, address: session.address, createdAt: session.createdAt, lastSeenAt: session.lastSeenAt };
const listed = ({ userAgent, ...rest }: Omit<ListedSession, 'device'> & { userAgent: string }): ListedSession => ({ ...rest, device: deviceWords(userAgent) });

/** Open sessions of one person, the last used first. */
export async function sessionsOf(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<ListedSession[]> {
	const rows = await tx.select(columns).from(session).where(and(eq(session.userId, personId), gt(session.expiresAt, now))).orderBy(desc(session.lastSeenAt));
	return rows.map(listed);
}

/** Open sessions of everybody whom the actor administers, the last used first; `wanted`: part of a name or e-mail. */
export async function administeredSessions(tx: Tx, { wanted, limit, now }: { wanted: string; limit: number; now: Date }): Promise<(ListedSession & { name: string; email: string })[]> {
	const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
	const rows = await tx
		.select({ ...columns, name: person.name, email: person.email })
		.from(session)
		.innerJoin(person, eq(person.id, session.userId))
		.where(and(gt(session.expiresAt, now), wanted === '' ? undefined : or(ilike(person.name, like), ilike(person.email, like))))
		.orderBy(desc(session.lastSeenAt))
		.limit(limit);
	return rows.map(({ name, email, ...rest }) => ({ ...listed(rest), name, email }));
}

/** Ends one: its pages and its place in running rooms. @throws {DomainError} `not-found` when there is none that the actor may end */
export async function endSession(tx: Tx, handle: string): Promise<void> {
	const [gone] = await tx.delete(session).where(eq(session.handle, handle)).returning({ userId: session.userId });
	if (!gone) throw new DomainError('not-found');
	await audit(tx, { action: 'session.revoked', object: { kind: 'session', id: handle }, subjects: [gone.userId] });
}
