/** Sealing: what the recorder has closed becomes a signed package in the archive. Runs under plain Node; may be killed at any moment. */
import { attendance, consent, meeting, organisation, recording, withActor, type Tx } from '@sal/db';
import { rollingHorizon, seal, StorageError, type ManifestReference } from '@sal/storage';
import { and, asc, eq, lte } from 'drizzle-orm';
import type { JobRun } from '#lib/server/job.ts';
import { councilForSealing } from '../council/index.server.ts';
import { advance } from './lifecycle.server.ts';
import { readKeepingTimes } from './keeping-setting.server.ts';
import { keeping, type KeepingTimes } from './sealing.rules.ts';
import type { RecordingWork } from './work.server.ts';

/** Seals a stored recording; does nothing when somebody else has. Throws when store or database are away: then it is tried again. */
export async function sealRecording({ data, house, log, signal }: JobRun<RecordingWork>): Promise<void> {
	const { db, store, trust, privateKeyPem, signer, config } = house;
	const actor = { kind: 'job' as const, organisation: data.organisation, name: 'recordings.seal' };
	const stored = await withActor(db, actor, (tx) => readStored(tx, data.recording));
	if (!stored) return;
	const now = new Date();
	const { mode, endOfRetention } = keeping({ kind: stored.kind, recordedAt: stored.startedAt, keptUntil: null, times: stored.times, mode: config.mode, now });
	const until = rollingHorizon({ now, endOfRetention });
	try {
		const sealed = await seal({ store, close: stored.close, signers: trust.sfus, about: stored.about, retention: { mode, until }, signer, privateKeyPem, now, signal });
		const change = {
			packageManifestKey: sealed.key,
			packageManifestVersion: sealed.versionId,
			packageManifestSha256: sealed.sha256,
			retentionMode: mode,
			retentionUntil: until,
			lockedAt: now
		};
		await withActor(db, actor, (tx) => advance(tx, { id: data.recording, event: 'sealed', change }));
		log.info({ recording: data.recording, files: sealed.manifest.files.length }, 'sealed');
	} catch (error) {
		// What the store itself says about the pieces will not change by trying again; anything else may.
		if (!(error instanceof StorageError)) throw error;
		log.error({ recording: data.recording, code: error.code, reason: error.message }, 'cannot be sealed');
		await withActor(db, actor, (tx) => advance(tx, { id: data.recording, event: 'failed', change: { failure: 'sealing' } }));
	}
}

interface Stored {
	kind: 'session' | 'case' | 'call';
	startedAt: Date;
	times: KeepingTimes;
	close: ManifestReference;
	about: Record<string, unknown>;
}

async function readStored(tx: Tx, id: string): Promise<Stored | undefined> {
	const [row] = await tx
		.select({ recording, organisation: organisation.name, plannedFor: meeting.startsAt })
		.from(recording)
		.innerJoin(organisation, eq(organisation.id, recording.organisationId))
		.innerJoin(meeting, eq(meeting.id, recording.meetingId))
		.where(eq(recording.id, id));
	if (row?.recording.state !== 'stored') return undefined;
	const { closeManifestKey: key, closeManifestVersion: versionId, closeManifestSha256: sha256, meetingId, endedAt, startedAt, kind, title } = row.recording;
	if (!key || !versionId || !sha256) throw new Error(`recording ${id} is stored and has no close manifest`);
	// Only until its end: whoever repeats a sealing later must come to the same package.
	const end = endedAt ?? startedAt;
	const presence = await tx
		.select({ participant: attendance.participant, name: attendance.name, guest: attendance.guest, event: attendance.event, at: attendance.at })
		.from(attendance)
		.where(and(eq(attendance.meetingId, meetingId), lte(attendance.at, end)))
		.orderBy(asc(attendance.id));
	const consents = await tx
		.select({ participant: consent.participant, given: consent.given, at: consent.at })
		.from(consent)
		.where(and(eq(consent.meetingId, meetingId), lte(consent.at, end)))
		.orderBy(asc(consent.id));
	const council = kind === 'session' ? await councilForSealing(tx, { meeting: meetingId, until: end }) : null;
	const about = {
		meeting: { id: meetingId, title, kind, organisation: row.organisation, plannedFor: row.plannedFor.toISOString() },
		presence: presence.map((line) => ({ ...line, at: line.at.toISOString() })),
		consent: consents.map((line) => ({ ...line, at: line.at.toISOString() })),
		...(council && { council })
	};
	return { kind, startedAt, times: await readKeepingTimes(tx), close: { key, versionId, sha256 }, about };
}
