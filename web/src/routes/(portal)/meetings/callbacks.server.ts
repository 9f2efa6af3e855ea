/** What the media server tells: applied once each, in the order of the room's sequence, whatever arrives how often. */
import { attendance, callbackCursor, chatMessage, consent, meeting, type Tx } from '@sal/db';
import type { Callback } from '@sal/sfu/control';
import { audit } from '#lib/server/audit.ts';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { applyCouncilCallback } from '../council/index.server.ts';
import { applyRecordingCallback } from '../recordings/index.server.ts';

/** `before`: this number had been dealt with already. */
export type Applied = { applied: true; before: boolean } | { applied: false; expected: number };

/**
 * Applies one callback in the transaction of the owning organisation's job. The cursor row is locked first, so that two deliveries of one
 * room wait for each other. A number already seen is acknowledged; a number too far ahead is answered with the one that is missing.
 */
export function applyCallback(tx: Tx, callback: Callback): Promise<Applied> {
	return inTurn(tx, callback, async () => {
		await applyEvent(tx, callback);
		await applyCouncilCallback(tx, callback);
	});
}

/** Applies one callback that was kept aside when its turn was: what it tells happened at its own time, whatever came after. */
export function applyLate(tx: Tx, callback: Callback): Promise<void> {
	return applyEvent(tx, callback);
}

/** Counts one callback as dealt with that cannot be applied, so that the ones behind it go on. */
export function passOver(tx: Tx, place: Place): Promise<Applied> {
	return inTurn(tx, place, () => Promise.resolve());
}

type Place = Pick<Callback, 'room' | 'sfu' | 'sequence'>;

async function inTurn(tx: Tx, { room, sfu, sequence }: Place, apply: () => Promise<void>): Promise<Applied> {
	await tx.insert(callbackCursor).values({ room, sfu }).onConflictDoNothing();
	const [cursor] = await tx.select({ last: callbackCursor.last }).from(callbackCursor).where(eq(callbackCursor.room, room)).for('update');
	const last = cursor?.last ?? 0;
	if (sequence <= last) return { applied: true, before: true };
	if (sequence > last + 1) return { applied: false, expected: last + 1 };
	await apply();
	await tx.update(callbackCursor).set({ last: sequence, sfu }).where(eq(callbackCursor.room, room));
	return { applied: true, before: false };
}

async function applyEvent(tx: Tx, callback: Callback): Promise<void> {
	const { event, room: meetingId } = callback;
	const at = new Date(callback.at);
	switch (event.type) {
		case 'opened':
			await tx.update(meeting).set({ state: 'live', startedAt: at }).where(and(eq(meeting.id, meetingId), eq(meeting.state, 'planned')));
			return;
		case 'joined':
			await tx.insert(attendance).values({ meetingId, participant: event.participant, name: event.name, guest: event.guest, event: 'joined', at });
			return;
		case 'left':
			await tx.insert(attendance).values({ meetingId, participant: event.participant, ...(await known(tx, meetingId, event.participant)), event: 'left', reason: event.reason, at });
			return;
		case 'lobby':
			await recordDecision(tx, meetingId, event);
			return;
		case 'consent':
			await tx.insert(consent).values({ meetingId, participant: event.participant, given: event.given, at });
			return;
		case 'chat':
			await tx.insert(chatMessage).values({ id: event.id, meetingId, participant: event.participant, name: event.name, guest: event.guest, text: event.text, at }).onConflictDoNothing();
			return;
		case 'ended':
			await tx.update(meeting).set({ state: 'ended', endedAt: at }).where(and(eq(meeting.id, meetingId), inArray(meeting.state, ['planned', 'live'])));
			return;
		case 'recording':
		case 'recordingClosed':
		case 'recordingFailed':
			await applyRecordingCallback(tx, callback);
			return;
		case 'evidence':
		case 'evidenceGap':
			// Of a council's session; applied below.
			return;
		case 'publishing':
			// What was published when is in the recording's own event log; an unrecorded meeting keeps no such trace.
			return;
	}
}

type Decision = Extract<Callback['event'], { type: 'lobby' }>;

/** In the log under the host who decided. A guest has no account: their name is what is known of them. */
async function recordDecision(tx: Tx, meetingId: string, { decision, by, participant, name, guest }: Decision): Promise<void> {
	await audit(tx, { action: `meeting.${decision}`, object: { kind: 'meeting', id: meetingId }, detail: { by }, ...(guest && { personal: { guest: name } }), subjects: guest ? [by] : [by, participant] });
}

/** `left` carries no name: it is the one with which the person joined. */
async function known(tx: Tx, meetingId: string, participant: string): Promise<{ name: string; guest: boolean }> {
	const [row] = await tx
		.select({ name: attendance.name, guest: attendance.guest })
		.from(attendance)
		.where(and(eq(attendance.meetingId, meetingId), eq(attendance.participant, participant)))
		.orderBy(desc(attendance.id))
		.limit(1);
	return row ?? { name: '', guest: false };
}
