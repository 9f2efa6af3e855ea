import { randomBytes } from 'node:crypto';
import type { Store } from './connect.ts';
import { hexToBase64, sha256 } from './hash.ts';
import { listVersions } from './list-versions.ts';
import { extendLock, lockTime } from './lock.ts';
import { RETENTION_MODES } from './minio.ts';
import { SELF_TEST_PREFIX } from './policies.ts';
import { putLocked, type Written } from './put-locked.ts';
import { readSmallVersion } from './read-version.ts';
import { s3Code, StorageError } from './storage-error.ts';
import { checkFolder } from './verify/folder.ts';

export const selfTestChecks = ['damaged-refused', 'lock-confirmed', 'unlocked-deletable', 'delete-refused', 'shorten-refused', 'lengthen-accepted', 'survives-overwrite', 'survives-delete', 'tampering-seen'] as const;
export type SelfTestCheck = (typeof selfTestChecks)[number];

export interface SelfTestResult {
	passed: boolean;
	checks: { check: SelfTestCheck; passed: boolean; detail: string }[];
}

interface SelfTest {
	store: Store;
	/** How long the test object stays locked, in seconds; it is removed by a later self-test. */
	lockSeconds?: number;
}

type Outcome = { passed: boolean; detail: string };

/**
 * Tries to destroy a locked version and must fail: proves that this server, with this credential, really keeps what is locked.
 * The control checks (an unlocked version can be deleted, a lock can be lengthened) show that the refusals come from the lock and
 * not from a credential that may do nothing. A server that cannot lock fails every check; only one that cannot be reached throws.
 */
export async function selfTest(options: SelfTest): Promise<SelfTestResult> {
	try {
		return await tryToDestroy(options);
	} catch (error) {
		if (s3Code(error) === undefined && !(error instanceof StorageError)) throw error;
		const detail = `no test object could be kept under lock: ${error instanceof Error ? error.message : String(error)}`;
		return { passed: false, checks: selfTestChecks.map((check) => ({ check, passed: false, detail })) };
	}
}

async function tryToDestroy({ store, lockSeconds = 60 }: SelfTest): Promise<SelfTestResult> {
	await removeFormer(store);
	const bucketName = store.buckets.archive;
	const key = `${SELF_TEST_PREFIX}${new Date().toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
	const body = randomBytes(1024);
	const damaged = await refused(() =>
		store.client.makeRequestAsyncOmit({ method: 'PUT', bucketName, objectName: `${key}-damaged`, headers: { 'x-amz-checksum-sha256': hexToBase64(sha256('other bytes')) } }, body)
	);
	const lock = { mode: 'COMPLIANCE' as const, until: new Date(Date.now() + lockSeconds * 1000) };
	const written = await putLocked({ store, bucket: 'archive', key, body, contentType: 'application/octet-stream', lock });
	const version = { versionId: written.versionId };
	const intact = () => reads(store, written);

	const checks: Record<SelfTestCheck, Outcome> = {
		'damaged-refused': damaged,
		'lock-confirmed': { passed: true, detail: `${written.lockedMode} until ${written.lockedUntil.toISOString()}` },
		'unlocked-deletable': await unlockedDeletable(store, `${key}-unlocked`, body),
		'delete-refused': await refused(() => store.client.removeObject(bucketName, key, { ...version, governanceBypass: true }), intact),
		'shorten-refused': await refused(() => store.client.putObjectRetention(bucketName, key, { ...version, mode: RETENTION_MODES.COMPLIANCE, retainUntilDate: lockTime(new Date(Date.now() + 1000)) }), intact),
		'lengthen-accepted': await accepted(() => extendLock({ store, bucket: 'archive', key, ...version, lock: { ...lock, until: new Date(lock.until.getTime() + 1000) } })),
		'survives-overwrite': await accepted(() => store.client.putObject(bucketName, key, Buffer.from('newer')), intact),
		'survives-delete': await accepted(() => store.client.removeObject(bucketName, key), intact),
		'tampering-seen': await tamperingSeen(store, written)
	};
	const list = selfTestChecks.map((check) => ({ check, ...checks[check] }));
	return { passed: list.every((one) => one.passed), checks: list };
}

/** Must be refused by an answer of the server, and leave everything as it was. */
async function refused(act: () => Promise<unknown>, intact: () => Promise<boolean> = () => Promise.resolve(true)): Promise<Outcome> {
	try {
		await act();
		return { passed: false, detail: 'the server allowed it' };
	} catch (error) {
		const code = s3Code(error);
		if (code === undefined) throw error;
		return { passed: await intact(), detail: `refused: ${code}` };
	}
}

async function accepted(act: () => Promise<unknown>, intact: () => Promise<boolean> = () => Promise.resolve(true)): Promise<Outcome> {
	try {
		await act();
	} catch (error) {
		const code = s3Code(error);
		if (code === undefined) throw error;
		return { passed: false, detail: `refused: ${code}` };
	}
	const whole = await intact();
	return { passed: whole, detail: whole ? 'accepted, and the locked version reads whole' : 'the locked version no longer reads whole' };
}

async function reads(store: Store, { key, versionId, sha256: expected }: Written): Promise<boolean> {
	return (await readSmallVersion({ store, bucket: 'archive', key, versionId })).sha256 === expected;
}

async function unlockedDeletable(store: Store, key: string, body: Buffer): Promise<Outcome> {
	const { versionId } = await store.client.putObject(store.buckets.archive, key, body);
	return accepted(() => store.client.removeObject(store.buckets.archive, key, { versionId: versionId ?? undefined }));
}

/** After the overwrite and the delete above, a look at the key must report the delete marker on top. */
async function tamperingSeen(store: Store, { key, versionId }: Written): Promise<Outcome> {
	const findings = await checkFolder({ store, bucket: 'archive', prefix: key, recorded: new Map([[key, versionId]]), manifests: new Set() });
	return { passed: findings.some((finding) => finding.kind === 'hidden' && finding.key === key), detail: findings.map((finding) => finding.kind).join(', ') || 'nothing was seen' };
}

/** Former test objects go when their lock has ended; one that is still locked refuses and stays. */
async function removeFormer(store: Store): Promise<void> {
	for await (const { key, versionId } of listVersions({ store, bucket: 'archive', prefix: SELF_TEST_PREFIX })) {
		await refused(() => store.client.removeObject(store.buckets.archive, key, { versionId }));
	}
}
