/** The job that makes the access copy of one sealed recording. Runs under plain Node; may be killed at any moment and goes on where it was. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recording, withActor, type Actor, type Database } from '@sal/db';
import { isUnreachable, readPackageManifest, readPieceList, readSmallVersion, recordingPrefix, slug, type PackageManifest, type Store } from '@sal/storage';
import { eq } from 'drizzle-orm';
import { storeContents } from './contents.server.ts';
import { advance, reportProgress } from './lifecycle.server.ts';
import { compose, type Composed } from './preparation/compose.ts';
import { parseEventLog } from './preparation/event-log.ts';
import { FfmpegTimeout } from './preparation/ffmpeg.ts';
import type { PlayedPiece, ReadOriginal } from './preparation/originals.ts';
import { buildTimeline } from './preparation/timeline.ts';
import { tellReady } from './tell.server.ts';
import { preparingFolder } from './work.server.ts';

/** DejaVu is a package of every distribution that has ffmpeg, and draws Czech, Polish and Slovak letters. */
const FONTS = '/usr/share/fonts/truetype/dejavu';
const WORDS = {
	font: join(FONTS, 'DejaVuSans.ttf'),
	boldFont: join(FONTS, 'DejaVuSans-Bold.ttf'),
	paused: 'Nahrávání je pozastaveno',
	empty: 'V místnosti nikdo není',
	more: (count: number) => `a další: ${count}`
};
/** How often percent and time left are written down. */
const PROGRESS_EVERY_MS = 1_000;

export interface Preparation {
	db: Database;
	store: Store;
	/** Who acts: a job of the organisation that owns the recording, or of one above it. */
	actor: Extract<Actor, { kind: 'job' }>;
	id: string;
	/** The house's folder for large temporary files. Slices are kept there while it is being made: count on 60 MB per recorded minute. */
	scratch: string;
	signal: AbortSignal;
	log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Prepares the recording if it is waiting for that. A failure of its own is written to the row; an unreachable store and an abort are thrown. */
export async function prepare({ db, store, actor, id, scratch, signal, log }: Preparation): Promise<void> {
	const source = await withActor(db, actor, async (tx) => {
		if ((await advance(tx, { id, event: 'preparing', change: { percent: 0 } })) !== 'preparing') return null;
		const [row] = await tx.select({ title: recording.title, key: recording.packageManifestKey, versionId: recording.packageManifestVersion, sha256: recording.packageManifestSha256 }).from(recording).where(eq(recording.id, id));
		return row ?? null;
	});
	const folder = preparingFolder({ scratch, id });
	// Ready already: whoever made it was killed before it could tidy up.
	if (!source) return rm(folder, { recursive: true, force: true });
	try {
		if (!source.key || !source.versionId || !source.sha256) throw new Error('the sealed recording has no package manifest');
		const { manifest } = await readPackageManifest({ store, bucket: 'archive', reference: { key: source.key, versionId: source.versionId, sha256: source.sha256 } });
		const made = await make({ db, store, actor, id, title: source.title, manifest, folder, signal });
		log.info({ recording: id, seconds: Math.round(made.durationMs / 1_000), speed: made.speed }, 'access copy made');
		await rm(folder, { recursive: true, force: true });
	} catch (error) {
		signal.throwIfAborted();
		if (isUnreachable(error)) throw error;
		log.error({ recording: id, err: error }, 'access copy failed');
		await withActor(db, actor, (tx) => advance(tx, { id, event: 'failed', change: { failure: failureOf(error) } }));
	}
}

/** A code for which the page has a sentence. */
function failureOf(error: unknown): string {
	if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return 'disk-full';
	if (error instanceof FfmpegTimeout) return 'preparation-too-long';
	return error instanceof Error && error.name === 'StorageError' ? 'archive-unreadable' : 'preparation';
}

async function make({ db, store, actor, id, title, manifest, folder, signal }: Omit<Preparation, 'scratch' | 'log'> & { title: string; manifest: PackageManifest; folder: string }): Promise<Composed> {
	const timeline = buildTimeline({ manifest, events: await readEvents({ store, manifest }) });
	await withActor(db, actor, (tx) => storeContents(tx, { id, manifest, timeline }));
	let told = 0;
	const composed = await compose({
		manifest,
		timeline,
		title,
		folder,
		words: WORDS,
		signal,
		read: originalsIn(store),
		async progress({ percent, secondsLeft }) {
			if (Date.now() - told < PROGRESS_EVERY_MS) return;
			told = Date.now();
			await withActor(db, actor, (tx) => reportProgress(tx, { id, percent, secondsLeft }));
		}
	});
	const keys = await keep({ store, manifest, title, composed });
	await withActor(db, actor, async (tx) => {
		if ((await advance(tx, { id, event: 'prepared', change: { ...keys, durationMs: composed.durationMs } })) === 'ready') await tellReady(tx, id);
	});
	return composed;
}

function originalsIn(store: Store): ReadOriginal {
	const known = new Map<string, Promise<PlayedPiece[]>>();
	return {
		range: ({ key, versionId, offset, length }) => store.client.getPartialObject(store.buckets.archive, key, offset, length, { versionId }),
		pieces(file) {
			// Every slice asks; of a four-hour session's half a million pieces, only what playing needs is kept.
			const list = known.get(file.id) ?? readPieceList({ store, bucket: 'archive', file }).then(({ pieces }) => pieces.map(({ number, offset, bytes, start, key_frame }) => ({ number, offset, bytes, start, key_frame })));
			known.set(file.id, list);
			return list;
		}
	};
}

async function readEvents({ store, manifest }: { store: Store; manifest: PackageManifest }) {
	const logs = await Promise.all(
		manifest.files
			.filter((file) => file.kind === 'events')
			.map(async ({ object: { key, versionId } }) => (await readSmallVersion({ store, bucket: 'archive', key, versionId })).body.toString('utf8'))
	);
	return parseEventLog({ text: logs.join('\n'), openedAt: manifest.openedAt });
}

/** Puts the results into the unlocked bucket `access`: they can be made again at any time. */
async function keep({ store, manifest, title, composed }: { store: Store; manifest: PackageManifest; title: string; composed: Composed }): Promise<{ mp4Key: string; mp4Bytes: number; posterKey: string; waveformKey: string }> {
	const prefix = recordingPrefix(manifest);
	const mp4Key = `${prefix}${slug(title)}.mp4`;
	const posterKey = `${prefix}poster.jpg`;
	const waveformKey = `${prefix}waveform.json`;
	const bucket = store.buckets.access;
	await store.client.fPutObject(bucket, mp4Key, composed.mp4, { 'Content-Type': 'video/mp4' });
	await store.client.fPutObject(bucket, posterKey, composed.poster, { 'Content-Type': 'image/jpeg' });
	await store.client.putObject(bucket, waveformKey, JSON.stringify(composed.waveform), undefined, { 'Content-Type': 'application/json' });
	return { mp4Key, mp4Bytes: (await stat(composed.mp4)).size, posterKey, waveformKey };
}
