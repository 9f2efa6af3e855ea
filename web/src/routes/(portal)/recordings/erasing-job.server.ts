/** The work of erasing, and of letting go what nobody wanted to keep. Runs under plain Node; may be killed at any moment. */
import { rm } from 'node:fs/promises';
import { recording, recordingChapter, recordingChat, recordingErasure, recordingFile, recordingGap, recordingSpeakerSegment, rootOrganisations, withActor, type Database, type Tx } from '@sal/db';
import { erase, type ManifestReference } from '@sal/storage';
import { and, eq, isNull } from 'drizzle-orm';
import type { JobRun } from '#lib/server/job.ts';
import { logAccess } from './access-log.server.ts';
import { overdueCases } from './keep.server.ts';
import { advance } from './lifecycle.server.ts';
import { titleAfterErasing, type RecordingFacts } from './rules.ts';
import { preparingFolder, type RecordingWork } from './work.server.ts';

/** How long a tombstone is locked, in seconds. Not for ever: it names the people who approved. */
const TOMBSTONE_SECONDS = { production: 10 * 365 * 86_400, demo: 3_600, test: 120 };

/** Erases a recording whose erasing was confirmed, in the store and then in the tables; the tombstone stays. */
export async function eraseRecording({ data, house, log }: JobRun<RecordingWork>): Promise<void> {
	const { db, config, scratch, signer, privateKeyPem } = house;
	const actor = { kind: 'job' as const, organisation: data.organisation, name: 'recordings.erase' };
	const order = await withActor(db, actor, (tx) => readOrder(tx, data.recording));
	if (!order) return;
	const store = house.openEraser();
	try {
		const until = new Date(order.now.getTime() + TOMBSTONE_SECONDS[config.mode] * 1000);
		// A preparation that failed has left its slices: pictures and sound of what is to be gone.
		await rm(preparingFolder({ scratch, id: data.recording }), { recursive: true, force: true });
		const tombstone = await erase({ store, reference: order.reference, approvedBy: order.approvedBy, reason: order.reason, now: order.now, signer, privateKeyPem, tombstoneLock: { mode: 'GOVERNANCE', until } });
		await withActor(db, actor, async (tx) => {
			await forget(tx, { id: data.recording, ...order });
			await tx.update(recordingErasure).set({ packageSha256: tombstone.package.sha256 }).where(eq(recordingErasure.id, order.erasure));
			await logAccess(tx, { actor, recording: data.recording, action: 'erased' });
		});
	} finally {
		store.close();
	}
	log.info({ recording: data.recording }, 'erased');
}

interface Order {
	erasure: string;
	kind: RecordingFacts['kind'];
	title: string;
	reference: ManifestReference;
	approvedBy: string[] | 'retention-over';
	reason: string;
	now: Date;
}

async function readOrder(tx: Tx, id: string): Promise<Order | null> {
	const [row] = await tx
		.select({ recording, erasure: recordingErasure })
		.from(recording)
		.innerJoin(recordingErasure, and(eq(recordingErasure.recordingId, recording.id), isNull(recordingErasure.withdrawnAt)))
		.where(and(eq(recording.id, id), eq(recording.state, 'erasing')));
	if (!row) return null;
	const { packageManifestKey: key, packageManifestVersion: versionId, packageManifestSha256: sha256 } = row.recording;
	const { id: erasure, grounds, reason, askedBy, confirmedBy, confirmedAt } = row.erasure;
	if (!key || !versionId || !sha256 || !confirmedAt) throw new Error(`recording ${id} is to be erased and was never sealed or confirmed`);
	const approvedBy = grounds === 'retention-over' ? grounds : [askedBy, confirmedBy].filter((person) => person !== null);
	return { erasure, kind: row.recording.kind, title: row.recording.title, reference: { key, versionId, sha256 }, approvedBy, reason, now: confirmedAt };
}

/** What the tables hold of a recording's contents goes; that it was there, and who looked, stays. */
async function forget(tx: Tx, { id, kind, title }: Pick<Order, 'kind' | 'title'> & { id: string }): Promise<void> {
	for (const table of [recordingFile, recordingGap, recordingSpeakerSegment, recordingChapter, recordingChat]) await tx.delete(table).where(eq(table.recordingId, id));
	const gone = { mp4Key: null, mp4Bytes: null, posterKey: null, waveformKey: null, verification: null, packageManifestKey: null, packageManifestVersion: null, packageManifestSha256: null, retentionUntil: null };
	await advance(tx, { id, event: 'erased', change: { ...gone, people: [], title: titleAfterErasing({ kind, title }), erasedAt: new Date() } });
}

/** Daily: case conferences that nobody has confirmed in time are given to the erasing job. */
export async function letGo({ house: { db }, log }: Pick<JobRun<unknown>, 'house' | 'log'>): Promise<void> {
	for (const organisation of await rootOrganisations(db)) {
		const gone = await letGoOf({ db, organisation, now: new Date() });
		if (gone > 0) log.info({ recordings: gone }, 'case conferences that nobody confirmed are erased');
	}
}

/** Those of one organisation and below; answers with how many. */
export function letGoOf({ db, organisation, now }: { db: Database; organisation: string; now: Date }): Promise<number> {
	return withActor(db, { kind: 'job', organisation, name: 'recordings.let-go' }, async (tx) => {
		const overdue = await overdueCases(tx, { now });
		for (const { id, days } of overdue) await letOneGo(tx, { id, days, now });
		return overdue.length;
	});
}

async function letOneGo(tx: Tx, { id, days, now }: { id: string; days: number; now: Date }): Promise<void> {
	if (!(await advance(tx, { id, event: 'erase' }))) return;
	// Somebody may have asked for it and nobody confirmed.
	await tx.update(recordingErasure).set({ withdrawnAt: now }).where(and(eq(recordingErasure.recordingId, id), isNull(recordingErasure.withdrawnAt)));
	await tx.insert(recordingErasure).values({ recordingId: id, grounds: 'retention-over', reason: `nobody confirmed within ${days} days that it is kept`, askedAt: now, confirmedAt: now });
}
