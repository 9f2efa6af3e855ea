/** What the media server reports about recordings. Applied by the module `meetings`, in order and in its transaction, as a job of the owner. */
import type { Callback } from '@sal/sfu/control';
import { meeting, recording, type Tx } from '@sal/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';
import { holdsCouncil } from '../council/index.server.ts';
import { advance } from './lifecycle.server.ts';

/** Events of other kinds are ignored; repeated ones change nothing. */
export async function applyRecordingCallback(tx: Tx, { room, at, event }: Pick<Callback, 'room' | 'at' | 'event'>): Promise<void> {
	if (event.type === 'recording' && event.state === 'started') return open(tx, { id: event.recording, room, at, part: event.part });
	if (event.type === 'recording' && event.state === 'stopped') return stopped(tx, { id: event.recording, room, at });
	if (event.type === 'recordingClosed') {
		// The opening may have been lost with an older database: what the recorder brings is never refused.
		await open(tx, { id: event.recording, room, at });
		await stopped(tx, { id: event.recording, room, at });
		await advance(tx, { id: event.recording, event: 'closed', change: { closeManifestKey: event.manifestKey, closeManifestVersion: event.manifestVersion, closeManifestSha256: event.manifestSha256 } });
	}
	if (event.type === 'recordingFailed') {
		await open(tx, { id: event.recording, room, at });
		await advance(tx, { id: event.recording, event: 'failed', change: { failure: event.reason } });
	}
}

interface Opening {
	id: string;
	room: string;
	at: number;
	/** Of a council's session; unknown when the opening was lost. */
	part?: 'open' | 'closed' | undefined;
}

/** Title, kind, owner and watch policy are the meeting's of this moment: a later edit of the meeting does not open a recording to others. */
async function open(tx: Tx, { id, room, at, part }: Opening): Promise<void> {
	const [held] = await tx.select().from(meeting).where(eq(meeting.id, room));
	if (!held) return;
	// A closed part is for those who led it, and so is one of which nobody knows whether it was.
	const closed = part !== 'open' && (part === 'closed' || (await holdsCouncil(tx, room)));
	const watch = closed ? 'hosts' : held.watch;
	const title = closed ? m.recordings_closed_part({ title: held.title }, { locale: 'cs' }) : held.title;
	await tx
		.insert(recording)
		.values({ id, meetingId: room, organisationId: held.organisationId, title, kind: held.kind, watch, published: held.published && watch === 'public', people: await peopleOf(tx, room), startedAt: new Date(at) })
		.onConflictDoNothing();
}

async function stopped(tx: Tx, { id, room, at }: Opening): Promise<void> {
	await tx
		.update(recording)
		.set({ endedAt: new Date(at), durationMs: sql`greatest(0, ${at}::bigint - (extract(epoch from ${recording.startedAt}) * 1000)::bigint)`, people: await peopleOf(tx, room) })
		.where(and(eq(recording.id, id), isNull(recording.endedAt)));
}

/** Everyone who was in the meeting so far; preparation narrows it to who is in the recording. */
async function peopleOf(tx: Tx, room: string): Promise<string[]> {
	const rows = await tx.execute<{ name: string }>(sql`select name from attendance where meeting_id = ${room} and event = 'joined' group by name order by min(at)`);
	return rows.map((row) => row.name);
}
