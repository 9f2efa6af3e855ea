/** What a recording says of its meeting when it is sealed: for the module `recordings`. */
import { DomainError } from '#lib/domain-error.ts';
import { attendance, chatMessage, consent, meeting, organisation, type Tx } from '@sal/db';
import { asc, eq } from 'drizzle-orm';
import { presence, type Presence } from './presence.ts';
import type { Kind, Watch } from './rules.ts';

export interface RecordedMeeting {
	id: string;
	title: string;
	kind: Kind;
	watch: Watch;
	organisation: { id: string; name: string };
	startsAt: Date;
	startedAt: Date | null;
	endedAt: Date | null;
	present: Presence[];
	chat: { id: string; at: Date; participant: string; name: string; guest: boolean; text: string }[];
	/** Every answer to "do you agree to be recorded?", in order. */
	consent: { participant: string; given: boolean; at: Date }[];
}

/** As the actor of `tx` may see it (a job of the owner sees all). @throws {DomainError} `not-found` */
export async function meetingForRecording(tx: Tx, meetingId: string): Promise<RecordedMeeting> {
	const [row] = await tx.select({ meeting, owner: { id: organisation.id, name: organisation.name } }).from(meeting).innerJoin(organisation, eq(organisation.id, meeting.organisationId)).where(eq(meeting.id, meetingId));
	if (!row) throw new DomainError('not-found');
	const { id, title, kind, watch, startsAt, startedAt, endedAt } = row.meeting;
	const movements = await tx.select().from(attendance).where(eq(attendance.meetingId, meetingId)).orderBy(asc(attendance.at), asc(attendance.id));
	const chat = await tx
		.select({ id: chatMessage.id, at: chatMessage.at, participant: chatMessage.participant, name: chatMessage.name, guest: chatMessage.guest, text: chatMessage.text })
		.from(chatMessage)
		.where(eq(chatMessage.meetingId, meetingId))
		.orderBy(asc(chatMessage.at), asc(chatMessage.id));
	const answers = await tx.select({ participant: consent.participant, given: consent.given, at: consent.at }).from(consent).where(eq(consent.meetingId, meetingId)).orderBy(asc(consent.id));
	return { id, title, kind, watch, organisation: row.owner, startsAt, startedAt, endedAt, present: presence({ movements, over: endedAt, now: endedAt ?? new Date() }), chat, consent: answers };
}
