/** The course of a session as the secretary's desk writes it along: what the minutes will say of each event, and notes and corrections between them. */
import { and, eq, ne } from 'drizzle-orm';
import { councilEvent, type Actor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { append } from '../append.server.ts';
import { blocksOf } from '../minutes/draft-course.ts';
import { readSessionFacts } from '../minutes/facts.server.ts';
import { permit } from '../permit.server.ts';

export interface CourseEntry {
	sequence: number;
	/** ms since 1970. */
	at: number;
	kind: 'item' | 'note' | 'correction' | 'vote' | 'other';
	text: string;
	/** Of the closed part. */
	closed: boolean;
	corrections: { sequence: number; text: string }[];
}

/** What will stand in the minutes, the newest first. The caller has asked for permission. */
export async function courseOf(tx: Tx, session: string): Promise<CourseEntry[]> {
	const facts = await readSessionFacts(tx, session);
	const corrections = facts.events.flatMap((event) => (event.type === 'correction.made' ? [{ of: event.data.sequence, sequence: event.sequence, text: event.data.text }] : []));
	return facts.events
		.flatMap((event): CourseEntry[] => {
			const blocks = event.type === 'correction.made' ? [] : blocksOf(event, facts);
			if (blocks.length === 0) return [];
			const kind = event.type === 'item.opened' ? 'item' : event.type === 'note.written' ? 'note' : event.type === 'vote.result' ? 'vote' : 'other';
			return [{ sequence: event.sequence, at: event.at, kind, text: blocks.map(({ text }) => text).join('\n'), closed: event.closed, corrections: corrections.filter(({ of }) => of === event.sequence).map(({ sequence, text }) => ({ sequence, text })) }];
		})
		.toReversed();
}

interface Act {
	session: string;
	now: Date;
}

/** Writes a note into the course, at the item that is open. */
export async function writeNote(tx: Tx, actor: Actor, { session: id, text, now }: Act & { text: string }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	await append(tx, { session: id, type: 'note.written', data: { text }, item: session.currentItemId });
}

/** Says what is wrong about something that was written down. That stays as it is: the minutes tell both. @throws {DomainError} `not-found` when there is no such event to correct */
export async function correct(tx: Tx, actor: Actor, { session: id, sequence, text, now }: Act & { sequence: number; text: string }): Promise<void> {
	await permit(tx, { actor, id, action: 'serve', now, lock: true });
	const [event] = await tx
		.select({ item: councilEvent.itemId })
		.from(councilEvent)
		.where(and(eq(councilEvent.sessionId, id), eq(councilEvent.sequence, sequence), ne(councilEvent.type, 'correction.made')));
	if (!event) throw new DomainError('not-found');
	await append(tx, { session: id, type: 'correction.made', data: { sequence, text }, item: event.item });
}
