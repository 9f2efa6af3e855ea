/** Case conferences go by themselves, unless somebody confirms that the recording belongs to the documentation. */
import { DomainError } from '#lib/domain-error.ts';
import { person, recording, type Actor, type Tx } from '@sal/db';
import { and, asc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { logAccess } from './access-log.server.ts';
import { permit } from './facts.server.ts';
import { readKeepingTimes } from './keeping-setting.server.ts';
import { notifyJobs } from './lifecycle.server.ts';
import { endOfConfirmed, endOfRetention, leaving, NOTICE_DAYS } from './sealing.rules.ts';

type PersonActor = Extract<Actor, { kind: 'person' }>;

/** Confirms that a case conference is kept; its locks are lengthened by a job. @throws {DomainError} `forbidden`, `not-found`, `recordings-kept-already` */
export async function keepCase(tx: Tx, { actor, id, reason, now }: { actor: PersonActor; id: string; reason: string; now: Date }): Promise<void> {
	await permit(tx, { actor, id, action: 'keep' });
	const [row] = await tx.select({ keptAt: recording.keptAt, startedAt: recording.startedAt }).from(recording).where(eq(recording.id, id)).for('update');
	if (!row) throw new DomainError('not-found');
	if (row.keptAt) throw new DomainError('recordings-kept-already');
	const keptUntil = endOfConfirmed({ recordedAt: row.startedAt, times: await readKeepingTimes(tx) });
	await tx.update(recording).set({ keptUntil, keptAt: now, keptBy: actor.person, keptReason: reason }).where(eq(recording.id, id));
	await logAccess(tx, { actor, recording: id, action: 'kept', detail: { reason } });
	await notifyJobs(tx);
}

/** How long this recording is kept, for those who look after it. The caller has checked that they may see it. */
export async function readKeeping(tx: Tx, { id, now }: { id: string; now: Date }) {
	const [row] = await tx
		.select({ kind: recording.kind, recordedAt: recording.startedAt, keptUntil: recording.keptUntil, keptAt: recording.keptAt, keptReason: recording.keptReason, keptBy: person.name })
		.from(recording)
		.leftJoin(person, eq(person.id, recording.keptBy))
		.where(eq(recording.id, id));
	if (!row) throw new DomainError('not-found');
	const { keptAt, keptReason, keptBy, ...facts } = row;
	const times = await readKeepingTimes(tx);
	return {
		until: endOfRetention({ ...facts, times }),
		leaving: leaving({ ...facts, times, now }),
		confirmed: keptAt && { at: keptAt, by: keptBy ?? '', reason: keptReason ?? '' }
	};
}

/** Case conferences that go by themselves in the next days, those first that go first: for people who may confirm that they are kept. */
export async function leavingSoon(tx: Tx, { now }: { now: Date }): Promise<{ id: string; title: string; at: Date }[]> {
	const times = await readKeepingTimes(tx);
	const rows = await tx
		.select({ id: recording.id, title: recording.title, recordedAt: recording.startedAt })
		.from(recording)
		.where(and(unconfirmed, lt(recording.startedAt, daysBefore(now, times.caseDays - NOTICE_DAYS)), sql`sal_may_keep(${recording.id})`))
		.orderBy(asc(recording.startedAt))
		.limit(20);
	return rows.map(({ id, title, recordedAt }) => ({ id, title, at: endOfRetention({ kind: 'case', recordedAt, keptUntil: null, times }) }));
}

/** Case conferences whose time is over. */
export async function overdueCases(tx: Tx, { now }: { now: Date }): Promise<{ id: string; days: number }[]> {
	const { caseDays } = await readKeepingTimes(tx);
	const rows = await tx.select({ id: recording.id }).from(recording).where(and(unconfirmed, lt(recording.startedAt, daysBefore(now, caseDays)))).limit(100);
	return rows.map(({ id }) => ({ id, days: caseDays }));
}

/** Kinds and states stand in the text, not in parameters, so that PostgreSQL sees in every plan that the index `recording_unconfirmed` fits. */
const unconfirmed = and(sql`${recording.kind} = 'case'`, isNull(recording.keptAt), isNotNull(recording.packageManifestKey), sql`${recording.state} in ('ready', 'failed')`);

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);
