import { auditCheckpoint, type Tx } from '@sal/db';
import { listVersions, putLocked, readSmallVersion, StorageError, type LockMode, type Store } from '@sal/storage';
import { sql } from 'drizzle-orm';
import { checkpointFolder, checkpointKey, openCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.ts';
import { asLogJob, readHead, type LogHouse } from './house.ts';

export interface Signing extends LogHouse {
	signer: string;
	privateKeyPem: string;
	lock: { mode: LockMode; seconds: number };
}

/** A note is a few hundred bytes. */
export const NOTE_LIMIT = 4096;

/**
 * Signs how long the log is and puts that into the store under lock, when there is something new. A lock need not be renewed: each checkpoint
 * covers all that came before it, so the newest one protects the whole log. Answers with the checkpoint, or undefined when nothing was new.
 * May be repeated after a failure at any point. Throws what the store throws.
 */
export async function writeCheckpoint({ db, store, signers, signer, privateKeyPem, lock }: Signing, now: Date): Promise<Checkpoint | undefined> {
	const found = await asLogJob(db, readHead);
	if (!found || found.hash === null || found.size <= found.covered) return undefined;
	const { log, size, hash } = found;
	let number = found.number + 1;
	const put = async (): Promise<{ checkpoint: Checkpoint; key: string; versionId: string }> => {
		const checkpoint = { log, number, size, hash, at: now };
		const key = checkpointKey(checkpoint);
		const body = Buffer.from(signCheckpoint(checkpoint, { signer, privateKeyPem }));
		const { versionId } = await putLocked({ store, bucket: 'archive', key, body, contentType: 'text/plain; charset=utf-8', lock: { mode: lock.mode, until: new Date(now.getTime() + lock.seconds * 1000) } });
		return { checkpoint, key, versionId };
	};
	const written = await put().catch(async (error: unknown) => {
		if (!(error instanceof StorageError) || error.code !== 'different-content') throw error;
		// We were killed between the store and the database, or the database was put back to an earlier state: what lies there stays evidence.
		const taken = await lastInStore({ store, log, signers });
		if (taken?.checkpoint && taken.checkpoint.number === number && (await asLogJob(db, (tx) => fits(tx, taken.checkpoint)))) return taken;
		number = (taken?.checkpoint.number ?? number) + 1;
		return put();
	});
	const { checkpoint, key, versionId } = written;
	await asLogJob(db, (tx) => tx.insert(auditCheckpoint).values({ number: checkpoint.number, at: checkpoint.at, size: checkpoint.size, hash: Buffer.from(checkpoint.hash, 'hex'), key, versionId }));
	return checkpoint;
}

/** Is the chain at the checkpoint's size what the checkpoint says? */
async function fits(tx: Tx, { size, hash }: Checkpoint): Promise<boolean> {
	const [row] = await tx.execute(sql`select 1 from audit_chain where seq = ${size} and hash = decode(${hash}, 'hex')`);
	return row !== undefined;
}

/** The checkpoint with the highest number that lies in the store and is ours. */
async function lastInStore({ store, log, signers }: { store: Store; log: string; signers: LogHouse['signers'] }): Promise<{ checkpoint: Checkpoint; key: string; versionId: string } | undefined> {
	let last: { key: string; versionId: string } | undefined;
	for await (const { key, versionId, deleteMarker } of listVersions({ store, bucket: 'archive', prefix: checkpointFolder(log) })) if (!deleteMarker) last = { key, versionId };
	if (!last) return undefined;
	const { body } = await readSmallVersion({ store, bucket: 'archive', ...last, limit: NOTE_LIMIT });
	const checkpoint = openCheckpoint(body.toString('utf8'), signers);
	return checkpoint && { checkpoint, ...last };
}
