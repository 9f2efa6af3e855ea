/** The portal's word holds in running rooms too: whoever's rights have changed (see the triggers of `room_review`) is decided about again. */
import { DomainError } from '#lib/domain-error.ts';
import type { JobHouse } from '#lib/server/job.ts';
import { control } from '#lib/server/sfu.ts';
import { equipmentToken, findActor, guest, guestLink, meetingAdmission, ownerOfMeeting, roomReview, withActor, type Database, type Tx } from '@sal/db';
import type { Control } from '@sal/sfu/control';
import { and, desc, eq } from 'drizzle-orm';
import { entrantOf } from './permissions.ts';
import { enterAsPerson } from './rules.ts';
import { getMeeting } from './store.server.ts';
import type { PersonActor } from './ties.server.ts';

type Review = typeof roomReview.$inferSelect;
type Call = Control['call'];

/** Meetings in which somebody's place is to be decided again. */
export async function roomsToReview(tx: Tx): Promise<string[]> {
	const rows = await tx.selectDistinct({ meeting: roomReview.meetingId }).from(roomReview);
	return rows.map((row) => row.meeting);
}

/**
 * Tells the room of every decision that is due. A review is done when the media server has confirmed it, and not before.
 * @throws {DomainError} `media-server-down`: what is left stays due
 */
export async function reviewRoom({ db, config, privateKeyPem }: Pick<JobHouse, 'db' | 'config' | 'privateKeyPem'>, room: string): Promise<void> {
	const organisation = await ownerOfMeeting(db, room);
	if (!organisation) return;
	const asJob = <T>(fn: (tx: Tx) => Promise<T>) => withActor(db, { kind: 'job', organisation, name: 'meetings.review-rooms' }, fn);
	// Again until nothing is left: what changes meanwhile must not wait for the next sweep.
	for (;;) {
		const due = await asJob((tx) => tx.select().from(roomReview).where(eq(roomReview.meetingId, room)));
		if (due.length === 0) return;
		for (const review of due) {
			const call = await decide({ db, asJob, review });
			if (call) await control({ servers: config.sfus, privateKeyPem, room, call });
			await asJob((tx) => tx.delete(roomReview).where(and(eq(roomReview.meetingId, room), eq(roomReview.participant, review.participant), eq(roomReview.version, review.version))));
		}
	}
}

interface Deciding {
	db: Database;
	asJob<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
	review: Review;
}

/** What the room is to be told; null when nothing has changed for it. */
async function decide({ db, asJob, review }: Deciding): Promise<Call | null> {
	const { meetingId, participant } = review;
	// Taken before anything is read: a token that is signed from now on knows what we are about to read.
	const now = new Date();
	const { link, device, came } = await asJob(async (tx) => ({
		link: (await tx.select({ revokedAt: guestLink.revokedAt }).from(guest).innerJoin(guestLink, eq(guestLink.id, guest.linkId)).where(eq(guest.id, participant)))[0],
		device: (await tx.select({ revokedAt: equipmentToken.revokedAt }).from(equipmentToken).where(eq(equipmentToken.id, participant)))[0],
		came: (await tx.select({ affiliation: meetingAdmission.affiliationId, substitution: meetingAdmission.substitutionId }).from(meetingAdmission).where(and(eq(meetingAdmission.meetingId, meetingId), eq(meetingAdmission.participant, participant))).orderBy(desc(meetingAdmission.id)).limit(1))[0]
	}));
	if (device) return device.revokedAt ? { type: 'remove', participant } : null;
	if (link) return link.revokedAt ? { type: 'remove', participant } : null;
	// As what they came in, or as what they still are when that has ended.
	const actor = (await findActor(db, { person: participant, ...came }))?.actor;
	if (!actor) return { type: 'out', participant, before: now.getTime() };
	if (review.out) return { type: 'out', participant, before: review.since.getTime() };
	const entry = await withActor(db, actor, (tx) => entryOf(tx, actor, { id: meetingId, now }));
	if (entry.enter) return { type: 'grants', participant, grants: entry.grants, before: now.getTime() };
	// Doors that are not open yet, or not any more, put nobody out who is inside.
	return entry.why === 'not-invited' ? { type: 'out', participant, before: now.getTime() } : null;
}

async function entryOf(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }): Promise<ReturnType<typeof enterAsPerson>> {
	try {
		const { resource, facts } = await getMeeting(tx, actor, { id, now });
		return enterAsPerson({ entrant: entrantOf({ subject: actor, resource, now }), facts, now });
	} catch (error) {
		if (error instanceof DomainError) return { enter: false, why: 'not-invited' };
		throw error;
	}
}
