/** What is left of meetings that were not recorded goes when the settings say; empty rooms that nobody ended are ended. */
import { attendance, chatMessage, equipmentToken, guest, meeting, meetingAdmission, recording, setting, type Tx } from '@sal/db';
import { and, asc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { presence, type Presence } from './presence.ts';
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
	const old = sql`coalesce(meeting.ended_at, meeting.starts_at) < ${now.toISOString()}::timestamptz - make_interval(days => least(${shortest}::int, meeting.chat_retention_days))`;
	// As sets, computed once: row by row each of the four tables would run its own row-level security for every old meeting.
	const left = sql`meeting.id in (select meeting_id from chat_message union select meeting_id from attendance union select meeting_id from meeting_admission union select meeting_id from guest)`;
	const meetings = await tx
		.select({ id: meeting.id, over, own: meeting.chatRetentionDays, recording: sql<boolean>`meeting.id in (select meeting_id from ${recording} where ${recording.state} <> 'erased')` })
		.from(meeting)
		.where(and(inArray(meeting.state, ['ended', 'cancelled', 'planned']), old, left))
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

/** Live meetings that everybody has left, whatever a camera that nobody has switched off may send: the media server is to end them. */
export async function abandonedMeetings(tx: Tx, { now }: { now: Date }): Promise<string[]> {
	const live = await tx
		.select({ id: meeting.id, kind: meeting.kind, state: meeting.state, startsAt: meeting.startsAt, plannedMinutes: meeting.plannedMinutes, startedAt: meeting.startedAt })
		.from(meeting)
		.where(eq(meeting.state, 'live'));
	if (live.length === 0) return [];
	const movements = await tx
		.select({ meetingId: attendance.meetingId, participant: attendance.participant, name: attendance.name, guest: attendance.guest, event: attendance.event, at: attendance.at })
		.from(attendance)
		.where(and(inArray(attendance.meetingId, live.map(({ id }) => id)), notInArray(attendance.participant, tx.select({ id: equipmentToken.id }).from(equipmentToken))))
		.orderBy(asc(attendance.at), asc(attendance.id));
	return live
		.filter((row) => {
			const people = presence({ movements: movements.filter(({ meetingId }) => meetingId === row.id), over: null, now });
			return abandoned({ facts: row, emptySince: emptySince(people, row.startedAt ?? row.startsAt), now });
		})
		.map(({ id }) => id);
}

/** When the last one left; `opened` when nobody ever came, null while somebody is inside. */
function emptySince(people: Presence[], opened: Date): Date | null {
	const ends = people.flatMap(({ stretches }) => stretches.map(({ to }) => to));
	if (ends.includes(null)) return null;
	return ends.reduce<Date>((last, to) => (to && to > last ? to : last), opened);
}
