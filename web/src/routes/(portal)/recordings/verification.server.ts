/** Verification: asked for on the page, done by a job that reads every archived byte back, told in plain words. */
import { DomainError } from '#lib/domain-error.ts';
import { recording, rootOrganisations, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { describeFinding, readPackageManifest, verdict, verifyPackage, type Locale, type ManifestReference, type Store, type Trust } from '@sal/storage';
import { eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { evidenceStands } from '../council/index.server.ts';
import { logAccess } from './access-log.server.ts';
import { permit } from './facts.server.ts';
import { notifyJobs } from './lifecycle.server.ts';
import type { Verification } from './verification.ts';

/** Asking while one is under way changes nothing. @throws {DomainError} `forbidden`, `not-found`, `recordings-not-sealed` */
export async function askVerification(tx: Tx, { actor, id, by, now }: { actor: Actor; id: string; by: string; now: Date }): Promise<void> {
	await permit(tx, { actor, id, action: 'verify' });
	const [row] = await tx.select({ key: recording.packageManifestKey, verification: sql<Verification | null>`${recording.verification}` }).from(recording).where(eq(recording.id, id)).for('update');
	if (!row?.key) throw new DomainError('recordings-not-sealed');
	if (row.verification?.state === 'asked' || row.verification?.state === 'running') return;
	await write(tx, { id, verification: { state: 'asked', askedAt: now.toISOString(), by, percent: 0 } });
	await logAccess(tx, { actor, recording: id, action: 'verify' });
	await notifyJobs(tx);
}

function write(tx: Tx, { id, verification, checkedAt }: { id: string; verification: Verification; checkedAt?: Date }): Promise<unknown> {
	return tx.update(recording).set({ verification, ...(checkedAt && { verifiedAt: checkedAt }) }).where(eq(recording.id, id));
}

export interface VerifyJob {
	db: Database;
	store: Store;
	actor: Extract<Actor, { kind: 'job' }>;
	id: string;
	/** Public keys of the media servers and of the portal. */
	trust: Trust;
	signal: AbortSignal;
}

/** Does a verification that was asked for. Repeats itself from the beginning after a crash; throws when the store is away. */
export async function verifyRecording({ db, store, actor, id, trust, signal }: VerifyJob): Promise<void> {
	const job = await withActor(db, actor, async (tx) => {
		const [row] = await tx
			.select({ key: recording.packageManifestKey, versionId: recording.packageManifestVersion, sha256: recording.packageManifestSha256, verification: sql<Verification | null>`${recording.verification}` })
			.from(recording)
			.where(eq(recording.id, id));
		return row?.key && row.versionId && row.verification && (row.verification.state === 'asked' || row.verification.state === 'running') ? { reference: { key: row.key, versionId: row.versionId, sha256: row.sha256 ?? undefined } satisfies ManifestReference, asked: row.verification } : null;
	});
	if (!job) return;
	const { askedAt, by } = job.asked;
	let told = 0;
	const report = await verifyPackage({
		store,
		recording: id,
		reference: job.reference,
		trust,
		signal,
		onProgress({ doneBytes, bytes }) {
			if (Date.now() - told < 1_000) return;
			told = Date.now();
			// Progress is a courtesy: when it cannot be written the result will tell.
			withActor(db, actor, (tx) => write(tx, { id, verification: { state: 'running', askedAt, by, percent: Math.floor((doneBytes / Math.max(1, bytes)) * 100) } })).catch(() => undefined);
		}
	});
	const sealed = report.whole ? await sealedCouncil(store, job.reference) : null;
	const checkedAt = new Date();
	await withActor(db, actor, async (tx) => {
		const council = sealed && (await evidenceStands(tx, sealed));
		await write(tx, { id, checkedAt, verification: { state: 'done', askedAt, by, checkedAt: checkedAt.toISOString(), report, ...(sealed && { council }) } });
	});
}

const councilSchema = v.pipe(
	v.object({ council: v.object({ session: v.object({ id: v.string() }), evidence: v.object({ upTo: v.number(), sha256: v.string() }) }) }),
	v.transform(({ council: { session, evidence } }) => ({ session: session.id, evidence }))
);

/** What the package says of the council's session that was recorded; null when none was. */
async function sealedCouncil(store: Store, reference: ManifestReference) {
	const { manifest } = await readPackageManifest({ store, bucket: 'archive', reference });
	const parsed = v.safeParse(councilSchema, manifest.about);
	return parsed.success ? parsed.output : null;
}

/** Verifications that were asked for and are not done, below every root organisation. */
export async function askedVerifications(db: Database): Promise<{ key: string; data: { recording: string; organisation: string } }[]> {
	const found = await Promise.all(
		(await rootOrganisations(db)).map((organisation) =>
			withActor(db, { kind: 'job', organisation, name: 'recordings.verify' }, (tx) =>
				tx.select({ id: recording.id, organisation: recording.organisationId }).from(recording).where(sql`${recording.verification}->>'state' in ('asked', 'running')`).limit(100)
			)
		)
	);
	return found.flat().map(({ id, organisation }) => ({ key: id, data: { recording: id, organisation } }));
}

/** What the page says: the verdict, what was read, and each finding as a sentence. */
export function verificationInWords(verification: Verification | null, locale: Locale) {
	if (verification?.state !== 'done') return verification;
	const { report, state, checkedAt, by } = verification;
	return { state, checkedAt, by, whole: report.whole, untouched: report.untouched, verdict: verdict(report, locale), findings: report.findings.map((finding) => describeFinding(finding, locale)), checked: report.checked, ...(verification.council !== undefined && { council: verification.council }) };
}
