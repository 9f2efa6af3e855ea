/** What is left of meetings that were not recorded goes when the settings say; empty rooms that nobody ended are ended. */
import { attendance, chatMessage, guest, meeting, meetingAdmission, recording, setting, type Tx } from '@sal/db';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { abandoned, leftoversDue, type Leftover, type Retention } from './rules.ts';

const days = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_650));
const retentionSchema = v.object({ chatDays: v.fallback(days, 30), attendanceDays: v.fallback(days, 365), addressDays: v.fallback(days, 7) });

/** Key of the setting; its value is a {@link Retention}. */
export const RETENTION_KEY = 'meetings.retention';

/** The setting as an administrator has made it, or 30 days of chat, a year of attendance, a week of addresses. */
export async function readRetention(tx: Tx): Promise<Retention> {
	const [row] = await tx.select({ value: setting.value }).from(setting).where(eq(setting.key, RETENTION_KEY));
	return v.parse(retentionSchema, row?.value ?? {});
}

/** Meetings looked at in one sweep: enough for any day, few enough for one transaction. */
const BATCH = 500;

/** Takes what is due away, as a job of the owner (or of an organisation above it). Answers with how many rows went. */
export async function sweepLeftovers(tx: Tx, { now }: { now: Date }): Promise<number> {
	const retention = await readRetention(tx);
	const shortest = Math.min(retention.chatDays, retention.attendanceDays, retention.addressDays);
	const over = sql<Date>`coalesce(${meeting.endedAt}, ${meeting.startsAt})`.mapWith(meeting.startsAt);
	const left = sql`(exists (select 1 from chat_message c where c.meeting_id = meeting.id) or exists (select 1 from attendance a where a.meeting_id = meeting.id) or exists (select 1 from meeting_admission d where d.meeting_id = meeting.id) or exists (select 1 from guest g where g.meeting_id = meeting.id))`;
	const meetings = await tx
		.select({ id: meeting.id, over, own: meeting.chatRetentionDays, recording: sql<boolean>`exists (select 1 from ${recording} r where r.meeting_id = meeting.id)` })
		.from(meeting)
		.where(and(inArray(meeting.state, ['ended', 'cancelled', 'planned']), lt(over, new Date(now.getTime() - shortest * 86_400_000)), left))
		.limit(BATCH);
	let gone = 0;
	for (const { id, over, own, recording } of meetings) {
		const kept = own === null ? retention : { ...retention, chatDays: own, attendanceDays: own };
		for (const what of leftoversDue({ over, recording, retention: kept, now })) gone += await remove(tx, id, what);
	}
	return gone;
}

async function remove(tx: Tx, meetingId: string, what: Leftover): Promise<number> {
	switch (what) {
		case 'chat':
			return (await tx.delete(chatMessage).where(eq(chatMessage.meetingId, meetingId))).count;
		case 'attendance':
			// Guests are known by the name they gave: it goes with the attendance.
			return (await tx.delete(attendance).where(eq(attendance.meetingId, meetingId))).count + (await tx.delete(guest).where(eq(guest.meetingId, meetingId))).count;
		case 'addresses':
			return (await tx.delete(meetingAdmission).where(eq(meetingAdmission.meetingId, meetingId))).count;
	}
}

/** Live meetings that everybody has left: the media server is to end them. */
export async function abandonedMeetings(tx: Tx, { now }: { now: Date }): Promise<string[]> {
	const last = sql<Date>`(select max(a.at) from attendance a where a.meeting_id = meeting.id)`.mapWith(meeting.startsAt);
	const inside = sql<number>`(select coalesce(sum(case a.event when 'joined' then 1 else -1 end), 0)::int from attendance a where a.meeting_id = meeting.id)`;
	const live = await tx
		.select({ id: meeting.id, kind: meeting.kind, state: meeting.state, startsAt: meeting.startsAt, plannedMinutes: meeting.plannedMinutes, startedAt: meeting.startedAt, last, inside })
		.from(meeting)
		.where(eq(meeting.state, 'live'));
	return live.filter((row) => abandoned({ facts: row, emptySince: row.inside > 0 ? null : (row.last ?? row.startedAt ?? row.startsAt), now })).map(({ id }) => id);
}
