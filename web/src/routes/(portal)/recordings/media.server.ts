/** Leave to play and to download: checked, written down, and answered with the object that may be fetched. The route makes the address. */
import { DomainError } from '#lib/domain-error.ts';
import { recording, recordingFile, type Actor, type Tx } from '@sal/db';
import { slug } from '@sal/storage';
import { and, eq } from 'drizzle-orm';
import { logAccess, logOncePerVisit } from './access-log.server.ts';
import { permit } from './facts.server.ts';

/** What to fetch, and under which name a browser saves it. */
export interface Leave {
	bucket: 'access' | 'archive';
	key: string;
	versionId?: string;
	fileName: string;
}

interface Request {
	actor: Actor;
	id: string;
}

/** @throws {DomainError} `forbidden`, `not-found`, `recordings-not-ready` */
export async function leaveToPlay(tx: Tx, { actor, id }: Request): Promise<Leave> {
	await permit(tx, { actor, id, action: 'play' });
	const leave = await accessCopy(tx, id);
	// A player asks again when its address has expired.
	await logOncePerVisit(tx, { actor, recording: id, action: 'play' });
	return leave;
}

/** @throws {DomainError} `forbidden`, `not-found`, `recordings-not-ready` */
export async function leaveToDownload(tx: Tx, { actor, id }: Request): Promise<Leave> {
	await permit(tx, { actor, id, action: 'download' });
	const leave = await accessCopy(tx, id);
	await logAccess(tx, { actor, recording: id, action: 'download-mp4' });
	return leave;
}

/** One archived original. @throws {DomainError} `forbidden`, `not-found` */
export async function leaveToDownloadTrack(tx: Tx, { actor, id, file }: Request & { file: string }): Promise<Leave> {
	await permit(tx, { actor, id, action: 'download-original' });
	const [found] = await tx
		.select({ key: recordingFile.objectKey, versionId: recordingFile.objectVersion, name: recordingFile.name, source: recordingFile.source })
		.from(recordingFile)
		.where(and(eq(recordingFile.recordingId, id), eq(recordingFile.fileId, file)));
	if (!found) throw new DomainError('not-found');
	await logAccess(tx, { actor, recording: id, action: 'download-track', detail: { file, name: found.name ?? '', source: found.source ?? '' } });
	return { bucket: 'archive', key: found.key, versionId: found.versionId, fileName: found.key.slice(found.key.lastIndexOf('/') + 1) };
}

async function accessCopy(tx: Tx, id: string): Promise<Leave> {
	const [row] = await tx.select({ key: recording.mp4Key, title: recording.title, startedAt: recording.startedAt }).from(recording).where(eq(recording.id, id));
	if (!row?.key) throw new DomainError('recordings-not-ready');
	return { bucket: 'access', key: row.key, fileName: `${slug(row.title)}-${row.startedAt.toISOString().slice(0, 10)}.mp4` };
}
