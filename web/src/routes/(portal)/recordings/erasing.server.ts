/** Erasing by two people: one asks and says why, another one of those who look after the records confirms, a job erases. */
import { DomainError } from '#lib/domain-error.ts';
import { recording, recordingErasure, type Actor, type Tx } from '@sal/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { logAccess } from './access-log.server.ts';
import { permit } from './facts.server.ts';
import { advance } from './lifecycle.server.ts';

interface Deed {
	actor: Extract<Actor, { kind: 'person' }>;
	id: string;
	now: Date;
}

/** @throws {DomainError} `forbidden`, `not-found`, `recordings-not-sealed`, `recordings-erase-asked-already` */
export async function askErasing(tx: Tx, { actor, id, reason, now }: Deed & { reason: string }): Promise<void> {
	await permit(tx, { actor, id, action: 'ask-erasing' });
	const [row] = await tx.select({ key: recording.packageManifestKey }).from(recording).where(eq(recording.id, id)).for('update');
	if (!row?.key) throw new DomainError('recordings-not-sealed');
	if (await openErasure(tx, id)) throw new DomainError('recordings-erase-asked-already');
	await tx.insert(recordingErasure).values({ recordingId: id, grounds: 'asked', reason, askedBy: actor.person, askedAt: now });
	await logAccess(tx, { actor, recording: id, action: 'erase-asked', detail: { reason } });
}

/** @throws {DomainError} `forbidden`, `not-found`, `recordings-erase-not-asked` */
export async function withdrawErasing(tx: Tx, { actor, id, now }: Deed): Promise<void> {
	await permit(tx, { actor, id, action: 'ask-erasing' });
	const erasure = await openErasure(tx, id);
	if (!erasure) throw new DomainError('recordings-erase-not-asked');
	await tx.update(recordingErasure).set({ withdrawnBy: actor.person, withdrawnAt: now }).where(eq(recordingErasure.id, erasure.id));
	await logAccess(tx, { actor, recording: id, action: 'erase-withdrawn' });
}

/**
 * From now on nobody plays or downloads it, and the job erases it.
 * @throws {DomainError} `forbidden`, `not-found`, `recordings-erase-not-asked`, `recordings-erase-second-person` to the one who asked,
 * `recordings-erase-busy` while it is being prepared
 */
export async function confirmErasing(tx: Tx, { actor, id, now }: Deed): Promise<void> {
	await permit(tx, { actor, id, action: 'confirm-erasing' });
	const erasure = await openErasure(tx, id);
	if (!erasure) throw new DomainError('recordings-erase-not-asked');
	if (erasure.askedBy === actor.person) throw new DomainError('recordings-erase-second-person');
	await tx.update(recordingErasure).set({ confirmedBy: actor.person, confirmedAt: now }).where(eq(recordingErasure.id, erasure.id));
	await logAccess(tx, { actor, recording: id, action: 'erase-confirmed' });
	if (!(await advance(tx, { id, event: 'erase' }))) throw new DomainError('recordings-erase-busy');
}

/** Asked for, neither withdrawn nor confirmed. */
async function openErasure(tx: Tx, id: string): Promise<{ id: string; askedBy: string | null } | undefined> {
	const [row] = await tx
		.select({ id: recordingErasure.id, askedBy: recordingErasure.askedBy })
		.from(recordingErasure)
		.where(and(eq(recordingErasure.recordingId, id), isNull(recordingErasure.withdrawnAt), isNull(recordingErasure.confirmedAt)))
		.for('update');
	return row;
}

interface Erasure {
	grounds: 'asked' | 'retention-over';
	reason: string;
	askedBy: string | null;
	askedByName: string | null;
	askedAt: Date;
	confirmedByName: string | null;
	confirmedAt: Date | null;
	packageSha256: string | null;
}

/** What was asked and confirmed, with the people's names; null when nobody asked, and for everybody who does not look after the recording. */
export async function readErasure(tx: Tx, id: string): Promise<Erasure | null> {
	const [row] = await tx
		.select({
			grounds: recordingErasure.grounds,
			reason: recordingErasure.reason,
			askedBy: recordingErasure.askedBy,
			askedByName: nameOf(recordingErasure.askedBy),
			askedAt: recordingErasure.askedAt,
			confirmedByName: nameOf(recordingErasure.confirmedBy),
			confirmedAt: recordingErasure.confirmedAt,
			packageSha256: recordingErasure.packageSha256
		})
		.from(recordingErasure)
		.where(and(eq(recordingErasure.recordingId, id), isNull(recordingErasure.withdrawnAt)));
	return row ?? null;
}

const nameOf = (column: typeof recordingErasure.askedBy | typeof recordingErasure.confirmedBy) => sql<string | null>`(select name from person where id = ${column})`;
