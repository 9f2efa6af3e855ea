import { attendance, chatMessage, consent, meeting, meetingPerson } from '@sal/db';
import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import { many, type MyDataFile } from '#lib/my-data.ts';
import { m } from '#lib/paraglide/messages.js';

export const myData: MyDataFile[] = [
	{
		name: 'meetings.jsonl',
		about: m.meetings_my_meetings,
		rows: many<{ id: string }>((tx, person, { after, limit }) =>
			tx
				.select({ id: meeting.id, title: meeting.title, kind: meeting.kind, startsAt: meeting.startsAt, state: meeting.state, role: meetingPerson.role, createdByMe: sql<boolean>`${meeting.createdBy} is not distinct from ${person}::uuid` })
				.from(meeting)
				.leftJoin(meetingPerson, and(eq(meetingPerson.meetingId, meeting.id), eq(meetingPerson.personId, person)))
				.where(and(or(eq(meetingPerson.personId, person), eq(meeting.createdBy, person)), after && gt(meeting.id, after.id)))
				.orderBy(asc(meeting.id))
				.limit(limit)
		)
	},
	{
		name: 'attendance.jsonl',
		about: m.meetings_my_attendance,
		rows: many<{ id: number }>((tx, person, { after, limit }) =>
			tx
				.select({ id: attendance.id, meeting: attendance.meetingId, name: attendance.name, event: attendance.event, reason: attendance.reason, at: attendance.at })
				.from(attendance)
				.where(and(eq(attendance.participant, person), after && gt(attendance.id, after.id)))
				.orderBy(asc(attendance.id))
				.limit(limit)
		)
	},
	{
		name: 'consents.jsonl',
		about: m.meetings_my_consents,
		rows: many<{ id: number }>((tx, person, { after, limit }) =>
			tx.select({ id: consent.id, meeting: consent.meetingId, given: consent.given, at: consent.at }).from(consent).where(and(eq(consent.participant, person), after && gt(consent.id, after.id))).orderBy(asc(consent.id)).limit(limit)
		)
	},
	{
		name: 'chat.jsonl',
		about: m.meetings_my_chat,
		rows: many<{ id: string }>((tx, person, { after, limit }) =>
			tx
				.select({ id: chatMessage.id, meeting: chatMessage.meetingId, text: chatMessage.text, at: chatMessage.at })
				.from(chatMessage)
				.where(and(eq(chatMessage.participant, person), after && gt(chatMessage.id, after.id)))
				.orderBy(asc(chatMessage.id))
				.limit(limit)
		)
	}
];
