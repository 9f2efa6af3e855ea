import { councilAnswer, councilBallot, councilBody, councilConflict, councilItem, councilMember, councilNote, councilSession, councilSpeech, councilStay, councilVerifier, councilVote } from '@sal/db';
import { and, asc, eq, gt } from 'drizzle-orm';
import { few, many, type MyDataFile } from '#lib/my-data.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a council knows of somebody. Secret ballots name nobody, so that there is nothing of them to hand out. */
export const myData: MyDataFile[] = [
	{
		name: 'council-seats.jsonl',
		about: m.council_my_seats,
		rows: few((tx, id) =>
			tx
				.select({ id: councilMember.id, body: councilBody.name, office: councilMember.office, validFrom: councilMember.validFrom, validUntil: councilMember.validUntil })
				.from(councilMember)
				.innerJoin(councilBody, eq(councilBody.id, councilMember.bodyId))
				.where(eq(councilMember.personId, id))
				.orderBy(asc(councilMember.validFrom))
		)
	},
	{
		name: 'council-answers.jsonl',
		about: m.council_my_answers,
		rows: many<{ id: number }>((tx, person, { after, limit }) =>
			tx.select({ id: councilAnswer.id, session: councilAnswer.sessionId, answer: councilAnswer.answer, reason: councilAnswer.reason, at: councilAnswer.at }).from(councilAnswer).where(and(eq(councilAnswer.personId, person), after && gt(councilAnswer.id, after.id))).orderBy(asc(councilAnswer.id)).limit(limit)
		)
	},
	{
		name: 'council-presence.jsonl',
		about: m.council_my_presence,
		rows: many<{ id: string }>((tx, person, { after, limit }) =>
			tx
				.select({ id: councilStay.id, session: councilSession.title, mode: councilStay.mode, from: councilStay.from, until: councilStay.until, known: councilStay.known, ended: councilStay.ended })
				.from(councilStay)
				.innerJoin(councilSession, eq(councilSession.id, councilStay.sessionId))
				.where(and(eq(councilStay.personId, person), after && gt(councilStay.id, after.id)))
				.orderBy(asc(councilStay.id))
				.limit(limit)
		)
	},
	{
		name: 'council-speeches.jsonl',
		about: m.council_my_speeches,
		rows: many<{ id: string }>((tx, person, { after, limit }) =>
			tx
				.select({ id: councilSpeech.id, session: councilSession.title, kind: councilSpeech.kind, askedAt: councilSpeech.askedAt, withdrawnAt: councilSpeech.withdrawnAt, givenAt: councilSpeech.givenAt, endedAt: councilSpeech.endedAt })
				.from(councilSpeech)
				.innerJoin(councilSession, eq(councilSession.id, councilSpeech.sessionId))
				.where(and(eq(councilSpeech.personId, person), after && gt(councilSpeech.id, after.id)))
				.orderBy(asc(councilSpeech.id))
				.limit(limit)
		)
	},
	{
		name: 'council-ballots.jsonl',
		about: m.council_my_ballots,
		rows: many<{ id: number }>((tx, person, { after, limit }) =>
			tx
				.select({ id: councilBallot.id, vote: councilVote.id, session: councilSession.title, title: councilVote.title, choice: councilBallot.choice, castAt: councilBallot.castAt })
				.from(councilBallot)
				.innerJoin(councilVote, eq(councilVote.id, councilBallot.voteId))
				.innerJoin(councilSession, eq(councilSession.id, councilVote.sessionId))
				.where(and(eq(councilBallot.personId, person), after && gt(councilBallot.id, after.id)))
				.orderBy(asc(councilBallot.id))
				.limit(limit)
		)
	},
	{
		name: 'council-conflicts.jsonl',
		about: m.council_my_conflicts,
		rows: few((tx, id) => tx.select({ session: councilConflict.sessionId, item: councilConflict.itemId, reason: councilConflict.reason, declaredAt: councilConflict.declaredAt }).from(councilConflict).where(eq(councilConflict.personId, id)).orderBy(asc(councilConflict.declaredAt)))
	},
	{
		name: 'council-notes.jsonl',
		about: m.council_my_notes,
		rows: many<{ id: string }>((tx, person, { after, limit }) =>
			tx
				.select({ id: councilNote.itemId, session: councilSession.title, item: councilItem.title, text: councilNote.text, at: councilNote.updatedAt })
				.from(councilNote)
				// Whoever may not know of the session any more still has what they wrote.
				.leftJoin(councilSession, eq(councilSession.id, councilNote.sessionId))
				.leftJoin(councilItem, eq(councilItem.id, councilNote.itemId))
				.where(and(eq(councilNote.personId, person), after && gt(councilNote.itemId, after.id)))
				.orderBy(asc(councilNote.itemId))
				.limit(limit)
		)
	},
	{
		name: 'council-verifying.jsonl',
		about: m.council_my_verifying,
		rows: few((tx, id) => tx.select({ session: councilVerifier.sessionId }).from(councilVerifier).where(eq(councilVerifier.personId, id)))
	}
];
