/** One recording with everything that its page shows. */
import { recordingChapter, recordingChat, recordingFile, recordingGap, recordingSpeakerSegment, type Actor, type Tx } from '@sal/db';
import { asc, eq, sql } from 'drizzle-orm';
import type { ChapterKind } from './preparation/chapters.ts';
import { logOncePerVisit } from './access-log.server.ts';
import { permit } from './facts.server.ts';
import { recordingActions, type RecordingAction } from './permissions.ts';
import { canRetry, type RecordingFacts, type RecordingState } from './rules.ts';
import type { Verification } from './verification.ts';

interface Head {
	id: string;
	/** Null when the meeting's page is not for this actor: whoever keeps or watches a recording need not have been invited. */
	meeting: string | null;
	/** The council's session that was recorded, when the actor may know of it. */
	session: string | null;
	title: string;
	kind: RecordingFacts['kind'];
	organisation: string;
	people: string[];
	published: boolean;
	state: RecordingState;
	failedIn: RecordingState | null;
	failure: string | null;
	percent: number | null;
	etaSeconds: number | null;
	startedAt: string;
	durationMs: string | null;
	mp4Bytes: string | null;
	sealed: boolean;
	retentionUntil: string | null;
	erasedAt: string | null;
	posterKey: string | null;
	waveformKey: string | null;
	verification: Verification | null;
}

/** The case conference whose recording this is, for a clinician who may not see it: they may open it in an emergency. Null for everybody else. */
export async function caseBehind(tx: Tx, id: string): Promise<string | null> {
	const [row] = await tx.execute<{ meeting: string | null }>(sql`select sal_case_of_recording(${id}::uuid) as meeting`);
	return row?.meeting ?? null;
}

/**
 * Of a case conference, what was written and who spoke when is about a patient: the look is written into the access log.
 * @throws {DomainError} `not-found`, `forbidden`
 */
export async function recordingDetail(tx: Tx, { actor, id }: { actor: Actor; id: string; address?: string }) {
	const { facts, may } = await permit(tx, { actor, id, action: 'see' });
	const head = await readHead(tx, id);
	const plays = may('play');
	if (plays && facts.kind === 'case') await logOncePerVisit(tx, { actor, recording: id, action: 'look' });
	const [files, segments, chapters, chat, gaps] = plays ? await readContents(tx, id) : [[], [], [], [], []];
	return {
		...head,
		posterKey: plays ? head.posterKey : null,
		waveformKey: plays ? head.waveformKey : null,
		startedAt: new Date(head.startedAt),
		durationMs: Number(head.durationMs ?? 0),
		mp4Bytes: Number(head.mp4Bytes ?? 0),
		retentionUntil: head.retentionUntil ? new Date(head.retentionUntil) : null,
		erasedAt: head.erasedAt ? new Date(head.erasedAt) : null,
		canRetry: canRetry(facts) && may('retry'),
		may: Object.fromEntries(recordingActions.map((action) => [action, may(action)])) as Record<RecordingAction, boolean>,
		files: may('download-original') ? files : [],
		segments,
		chapters: chapters.map((chapter) => ({ ...chapter, kind: chapter.kind as ChapterKind })),
		chat,
		gaps
	};
}
export type RecordingDetail = Awaited<ReturnType<typeof recordingDetail>>;

async function readHead(tx: Tx, id: string): Promise<Head> {
	const [head] = await tx.execute<Head & Record<string, unknown>>(sql`
		select r.id, (select m.id from meeting m where m.id = r.meeting_id) as meeting, (select s.id from council_session s where s.meeting_id = r.meeting_id) as session, r.title, r.kind, o.name as organisation, r.people, r.published, r.state, r.failed_in as "failedIn", r.failure, r.percent, r.eta_seconds as "etaSeconds",
			r.started_at as "startedAt", r.duration_ms as "durationMs", r.mp4_bytes as "mp4Bytes", r.package_manifest_key is not null as sealed, r.retention_until as "retentionUntil", r.erased_at as "erasedAt",
			r.poster_key as "posterKey", r.waveform_key as "waveformKey", r.verification
		from recording r join organisation o on o.id = r.organisation_id where r.id = ${id}`);
	if (!head) throw new Error(`recording ${id} vanished inside a transaction`);
	return head;
}

function readContents(tx: Tx, id: string) {
	return Promise.all([
		tx
			.select({ fileId: recordingFile.fileId, participant: recordingFile.participant, name: recordingFile.name, source: recordingFile.source, kind: recordingFile.kind, startMs: recordingFile.startMs, endMs: recordingFile.endMs, bytes: recordingFile.bytes })
			.from(recordingFile)
			.where(eq(recordingFile.recordingId, id))
			.orderBy(asc(recordingFile.name), asc(recordingFile.startMs)),
		tx
			.select({ participant: recordingSpeakerSegment.participant, name: recordingSpeakerSegment.name, startMs: recordingSpeakerSegment.startMs, endMs: recordingSpeakerSegment.endMs })
			.from(recordingSpeakerSegment)
			.where(eq(recordingSpeakerSegment.recordingId, id))
			.orderBy(asc(recordingSpeakerSegment.startMs)),
		tx
			.select({ atMs: recordingChapter.atMs, kind: recordingChapter.kind, title: recordingChapter.title, participant: recordingChapter.participant })
			.from(recordingChapter)
			.where(eq(recordingChapter.recordingId, id))
			.orderBy(asc(recordingChapter.atMs), asc(recordingChapter.id)),
		tx.select({ id: recordingChat.id, atMs: recordingChat.atMs, name: recordingChat.name, text: recordingChat.text }).from(recordingChat).where(eq(recordingChat.recordingId, id)).orderBy(asc(recordingChat.atMs)),
		tx.select({ startMs: recordingGap.startMs, endMs: recordingGap.endMs, reason: recordingGap.reason }).from(recordingGap).where(eq(recordingGap.recordingId, id)).orderBy(asc(recordingGap.startMs))
	] as const);
}
