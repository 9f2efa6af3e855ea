/** What happens to sealed recordings in the store as time goes by: locks are lengthened, the spool is emptied. */
import { recording, rootOrganisations, withActor, type Actor } from '@sal/db';
import { cleanSpool, listVersions, lockAlarm, readLock, renewPackageLocks, rollingHorizon, shortestLock, verifyPackage, type LockMode, type ManifestReference, type Store } from '@sal/storage';
import { and, asc, eq, gt, isNotNull, lt, sql, type SQL } from 'drizzle-orm';
import type { FoundWork, JobHouse, JobRun } from '#lib/server/job.ts';
import { readKeepingTimes } from './keeping-setting.server.ts';
import { keeping } from './sealing.rules.ts';
import type { RecordingWork } from './work.server.ts';

interface SealedRow {
	id: string;
	kind: 'session' | 'case' | 'call';
	recordedAt: Date;
	keptUntil: Date | null;
	reference: ManifestReference;
}

/** Every sealed recording, a page at a time. */
async function* sealedRecordings({ db }: JobHouse, actor: Actor, condition?: SQL): AsyncGenerator<SealedRow> {
	const PAGE = 200;
	let after: string | undefined;
	for (;;) {
		const rows = await withActor(db, actor, (tx) =>
			tx
				.select({ id: recording.id, kind: recording.kind, recordedAt: recording.startedAt, keptUntil: recording.keptUntil, key: recording.packageManifestKey, versionId: recording.packageManifestVersion, sha256: recording.packageManifestSha256 })
				.from(recording)
				.where(and(isNotNull(recording.packageManifestKey), condition, after === undefined ? undefined : gt(recording.id, after)))
				.orderBy(asc(recording.id))
				.limit(PAGE)
		);
		for (const { key, versionId, sha256, ...row } of rows) if (key && versionId && sha256) yield { ...row, reference: { key, versionId, sha256 } };
		after = rows.at(-1)?.id;
		if (rows.length < PAGE) return;
	}
}

/** Monthly: no lock reaches further than a year, so it is pushed ahead as long as the recording must be kept. Short locks raise an alarm. */
export async function renewLocks({ house, log, signal }: Pick<JobRun<unknown>, 'house' | 'log' | 'signal'>): Promise<void> {
	const { db, store, config } = house;
	// A demo's and a test's locks are meant to end.
	if (config.mode !== 'production') return;
	for (const organisation of await rootOrganisations(db)) {
		const actor = { kind: 'job' as const, organisation, name: 'recordings.renew-locks' };
		const times = await withActor(db, actor, readKeepingTimes);
		for await (const { id, reference, ...row } of sealedRecordings(house, actor)) {
			signal.throwIfAborted();
			const now = new Date();
			const { mode, endOfRetention } = keeping({ ...row, times, mode: config.mode, now });
			const until = rollingHorizon({ now, endOfRetention });
			if (until > now) await renew({ house, actor, id, reference, mode, until, log, signal });
			const lockedUntil = await shortestLock({ store, reference });
			if (!lockedUntil || lockAlarm({ now, lockedUntil, endOfRetention })) log.error({ recording: id, lockedUntil }, 'the lock ends in less than half a year and could not be lengthened');
		}
	}
}

interface Renew extends Pick<JobRun<unknown>, 'house' | 'log' | 'signal'> {
	actor: Actor;
	id: string;
	reference: ManifestReference;
	mode: LockMode;
	until: Date;
}

async function renew({ house: { db, store }, actor, id, reference, mode, until, log, signal }: Renew): Promise<void> {
	try {
		const retentionUntil = await renewPackageLocks({ store, reference, mode, until, signal });
		await withActor(db, actor, (tx) => tx.update(recording).set({ retentionUntil, lockedAt: new Date() }).where(eq(recording.id, id)));
	} catch (error) {
		signal.throwIfAborted();
		// One damaged recording must not keep the locks of all others from being lengthened.
		log.error({ recording: id, err: error }, 'the lock could not be lengthened');
	}
}

/** Case conferences that somebody confirmed since their locks were set, below every root organisation. */
export async function keptSinceLocked({ db }: JobHouse): Promise<FoundWork<RecordingWork>[]> {
	const found: FoundWork<RecordingWork>[] = [];
	for (const root of await rootOrganisations(db)) {
		const rows = await withActor(db, { kind: 'job', organisation: root, name: 'recordings.lock-kept' }, (tx) =>
			tx
				.select({ id: recording.id, organisation: recording.organisationId })
				.from(recording)
				.where(and(isNotNull(recording.packageManifestKey), isNotNull(recording.keptAt), sql`(${recording.lockedAt} is null or ${recording.lockedAt} < ${recording.keptAt})`))
				.limit(100)
		);
		found.push(...rows.map(({ id, organisation }) => ({ key: id, data: { recording: id, organisation } })));
	}
	return found;
}

/** Lengthens the locks of one that somebody confirmed: they were made to end with the thirty days. */
export async function lockKept({ data, house, signal }: JobRun<RecordingWork>): Promise<void> {
	const { db, store, config } = house;
	const actor = { kind: 'job' as const, organisation: data.organisation, name: 'recordings.lock-kept' };
	const times = await withActor(db, actor, readKeepingTimes);
	for await (const { id, reference, ...row } of sealedRecordings(house, actor, eq(recording.id, data.recording))) {
		const now = new Date();
		const { mode, endOfRetention } = keeping({ ...row, times, mode: config.mode, now });
		const retentionUntil = await renewPackageLocks({ store, reference, mode, until: rollingHorizon({ now, endOfRetention }), signal });
		await withActor(db, actor, (tx) => tx.update(recording).set({ retentionUntil, lockedAt: now }).where(eq(recording.id, id)));
	}
}

/** Pieces are locked for thirty days; a recording older than this has been cleaned long ago. */
const LOOK_BACK_DAYS = 400;

/** Removes pieces whose lock has ended from the spool, after the archive copy has been read back and found whole. */
export async function emptySpool({ house, log, signal }: Pick<JobRun<unknown>, 'house' | 'log' | 'signal'>): Promise<void> {
	const { db, store, trust } = house;
	for (const organisation of await rootOrganisations(db)) {
		const actor = { kind: 'job' as const, organisation, name: 'recordings.empty-spool' };
		const recent = and(gt(recording.startedAt, new Date(Date.now() - LOOK_BACK_DAYS * 86_400_000)), lt(recording.startedAt, new Date()));
		for await (const { id, reference } of sealedRecordings(house, actor, recent)) {
			signal.throwIfAborted();
			const prefix = reference.key.slice(0, reference.key.lastIndexOf('/') + 1);
			if (!(await hasFreePieces(store, prefix))) continue;
			const { whole, findings } = await verifyPackage({ store, reference, recording: id, trust, signal });
			if (!whole) log.error({ recording: id, findings: findings.map(({ kind, key }) => ({ kind, key })) }, 'the archive copy is not whole: the spool keeps its pieces');
			const { removed, locked } = await cleanSpool({ store, prefix, archiveIsWhole: whole, now: new Date(), signal });
			if (removed > 0) log.info({ recording: id, removed, locked }, 'removed pieces from the spool');
		}
	}
}

/** Is there anything in the recording's spool whose lock has ended? The first version tells: all were locked in the order of writing. */
async function hasFreePieces(store: Store, prefix: string): Promise<boolean> {
	for await (const { key, versionId, deleteMarker } of listVersions({ store, bucket: 'spool', prefix })) {
		if (deleteMarker) return true;
		const lock = await readLock({ store, bucket: 'spool', key, versionId });
		return !lock || lock.lockedUntil <= new Date();
	}
	return false;
}
