/** Puts what the package and its event log say into tables: files, lanes, chapters, chat, gaps. May be repeated; the last run counts. */
import { randomUUID } from 'node:crypto';
import { recording, recordingChapter, recordingChat, recordingFile, recordingGap, recordingSpeakerSegment, type Tx } from '@sal/db';
import type { PackageManifest } from '@sal/storage';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { chapters } from './preparation/chapters.ts';
import type { Timeline } from './preparation/timeline.ts';

const uuid = v.pipe(v.string(), v.uuid());
/** Participants are UUIDs of people or guests; anything else stays out of columns that say so. */
const asUuid = (id: string | null): string | null => (v.is(uuid, id) ? id : null);

/** Rows per statement: PostgreSQL takes at most 65,535 parameters in one. */
const BATCH = 1_000;

export async function storeContents(tx: Tx, { id, manifest, timeline }: { id: string; manifest: PackageManifest; timeline: Timeline }): Promise<void> {
	for (const table of [recordingFile, recordingGap, recordingSpeakerSegment, recordingChapter, recordingChat]) await tx.delete(table).where(eq(table.recordingId, id));
	const tracks = new Map(timeline.tracks.map((track) => [track.file, track]));
	const nameOf = (participant: string) => timeline.people.find((person) => person.id === participant)?.name ?? '';

	await inBatches(manifest.files, (files) =>
		tx.insert(recordingFile).values(
			files.map((file) => {
				const track = tracks.get(file.id);
				return {
					recordingId: id, fileId: file.id, participant: asUuid(track?.participant ?? null), name: track ? track.name || nameOf(track.participant) : null, source: track?.source ?? null, kind: track?.kind ?? file.kind,
					contentType: file.contentType, codec: typeof file.about.codec === 'string' ? file.about.codec : null, width: track?.kind === 'video' ? track.width : null, height: track?.kind === 'video' ? track.height : null,
					startMs: file.start, endMs: file.end, bytes: file.object.bytes, sha256: file.object.sha256, objectKey: file.object.key, objectVersion: file.object.versionId
				};
			})
		)
	);
	await inBatches(timeline.gaps, (gaps) => tx.insert(recordingGap).values(gaps.map((gap) => ({ recordingId: id, startMs: gap.from, endMs: gap.to, reason: gap.reason }))));
	const spoken = timeline.speaking.flatMap((segment) => {
		const participant = asUuid(segment.participant);
		return participant ? [{ recordingId: id, participant, name: nameOf(participant), startMs: segment.from, endMs: segment.to }] : [];
	});
	await inBatches(spoken, (rows) => tx.insert(recordingSpeakerSegment).values(rows));
	await inBatches(chapters(timeline), (rows) => tx.insert(recordingChapter).values(rows.map((chapter) => ({ recordingId: id, atMs: chapter.at, kind: chapter.kind, title: chapter.label, participant: asUuid(chapter.participant) }))));
	const seen = new Set<string>();
	const lines = timeline.chat.filter((line) => line.id === '' || !seen.has(line.id) && seen.add(line.id));
	await inBatches(lines, (rows) => tx.insert(recordingChat).values(rows.map((line) => ({ id: asUuid(line.id) ?? randomUUID(), recordingId: id, atMs: line.at, name: line.name, guest: line.guest, text: line.text }))));

	const names = [...new Set(timeline.people.map((person) => person.name).filter((name) => name !== ''))];
	await tx.update(recording).set({ durationMs: timeline.durationMs, ...(names.length > 0 && { people: names }) }).where(eq(recording.id, id));
}

async function inBatches<T>(rows: readonly T[], insert: (batch: T[]) => PromiseLike<unknown>): Promise<void> {
	for (let from = 0; from < rows.length; from += BATCH) await insert(rows.slice(from, from + BATCH));
}
