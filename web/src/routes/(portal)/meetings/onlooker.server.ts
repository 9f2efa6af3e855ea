/** The admission of a screen that only shows how a council's session stands: nobody sees it, it hears and says nothing. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '#lib/domain-error.ts';
import { meeting, type Tx } from '@sal/db';
import type { Admission } from '@sal/sfu/token';
import { eq } from 'drizzle-orm';
import { door, pieceLock } from './rules.ts';
import { factColumns, toFacts } from './ties.server.ts';
import { isWatched } from './watched.server.ts';

interface Onlooking {
	id: string;
	/** Shown to nobody; in the media server's journal. */
	name: string;
	/** Stays while the public is shut out. */
	inside: boolean;
	/** It belongs to those who set the hall up, and may come as early as a host. */
	host: boolean;
	/** Whether what they show has begun: then the plan says nothing about the door any more. */
	running: boolean;
	now: Date;
	sfu: string;
	mode: 'demo' | 'production' | 'test';
}

/**
 * Call it as a job of the meeting's house, once it is clear that the screen's owner may know of the session. Each screen is somebody of its own: a member's
 * tablet must not push their phone out of the room. @throws {DomainError} `not-found`, `meetings-<reason>` when the door is shut
 */
export async function admitOnlooker(tx: Tx, { id, name, inside, host, running, now, sfu, mode }: Onlooking): Promise<Admission> {
	const [row] = await tx.select({ ...factColumns, title: meeting.title }).from(meeting).where(eq(meeting.id, id));
	if (!row) throw new DomainError('not-found');
	const facts = toFacts(row);
	const shut = door({ facts: running && row.state === 'planned' ? { ...facts, state: 'live' } : facts, host, now });
	if (shut) throw new DomainError(`meetings-${shut.why}`);
	const { title, kind, recorded } = row;
	return { sub: randomUUID(), name, organisation: '', guest: false, room: id, sfu, grants: [], lobby: false, seat: 'onlooker', inside, meeting: { title, kind, recordable: recorded, public: await isWatched(tx, id), retention: pieceLock({ kind, mode }) } };
}
