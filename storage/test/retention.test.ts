import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanSpool, erase, listVersions, lockAlarm, renewPackageLocks, rollingHorizon, seal, shortestLock, verifyPackage, type Lock, type LockMode, type Sealed, type Store } from '../src/index.ts';
import { makeRecording, portal, trust, type TestRecording } from './recording.ts';
import { soon, testStore } from './server.ts';

let store: Store;
beforeAll(async () => {
	store = await testStore();
});
afterAll(() => store.close());

const day = (count: number): Date => new Date(Date.UTC(2026, 10, 22) + count * 24 * 3600 * 1000);

describe('the rolling horizon', () => {
	it.each([
		['kept for ten years: a year at a time', 3650, 365],
		['kept for a month: as long as that', 30, 30],
		['no longer to be kept: no longer locked', -1, -1]
	])('%s', (_what, end, expected) => expect(rollingHorizon({ now: day(0), endOfRetention: day(end) })).toEqual(day(expected)));

	it.each([
		['half a year and more left', 200, 3650, false],
		['less than half a year left, and to be kept on', 100, 3650, true],
		['about to end because the retention ends', 100, 100, false]
	])('alarm: %s', (_what, locked, end, alarm) => expect(lockAlarm({ now: day(0), lockedUntil: day(locked), endOfRetention: day(end) })).toBe(alarm));
});

async function sealed(mode: LockMode, { spoolSeconds = 60, seconds = 60 } = {}): Promise<{ made: TestRecording; package: Sealed; retention: Lock }> {
	const made = await makeRecording({ store, lock: { mode, until: soon(spoolSeconds) }, pieces: 2, pieceBytes: 1000 });
	const retention = { mode, until: soon(seconds) };
	return { made, retention, package: await seal({ store, close: made.close, signers: trust.sfus, about: {}, retention, signer: 'sal-web', privateKeyPem: portal.privateKeyPem, now: new Date() }) };
}
async function keys(bucket: 'spool' | 'archive', made: TestRecording): Promise<string[]> {
	const found: string[] = [];
	for await (const { key } of listVersions({ store, bucket, prefix: made.close.key.replace('close.json', '') })) found.push(key);
	return found;
}

describe('locks of a package', () => {
	it('are lengthened together, and never shortened', async () => {
		const { package: reference } = await sealed('COMPLIANCE');
		const until = soon(120);
		expect((await renewPackageLocks({ store, reference, mode: 'COMPLIANCE', until })).getTime()).toBeGreaterThanOrEqual(until.getTime());
		await renewPackageLocks({ store, reference, mode: 'COMPLIANCE', until: soon(10) });
		expect((await shortestLock({ store, reference }))?.getTime()).toBeGreaterThanOrEqual(until.getTime());
	});
});

describe('the spool of a sealed recording', () => {
	it('is emptied only after the archive was verified, and only what is not locked any more', async () => {
		const { made, package: reference } = await sealed('COMPLIANCE', { spoolSeconds: 3 });
		const clean = (archiveIsWhole: boolean, now = new Date()) => cleanSpool({ store, prefix: made.close.key.replace('close.json', ''), archiveIsWhole, now });
		expect(await clean(false)).toEqual({ removed: 0, locked: 0 });
		expect(await clean(true)).toEqual({ removed: 0, locked: 8 });
		await expect.poll(async () => (await clean(true)).locked, { timeout: 15_000 }).toBe(0);
		expect(await keys('spool', made)).toEqual([]);
		expect((await verifyPackage({ store, reference, recording: made.recording, trust })).untouched).toBe(true);
	});
});

describe('erasing', () => {
	const order = (reference: Sealed) => ({ store, reference, approvedBy: ['person-1', 'person-2'], reason: 'čl. 17 GDPR, rozhodnutí 12/2026', now: new Date(), signer: 'sal-web', privateKeyPem: portal.privateKeyPem, tombstoneLock: { mode: 'COMPLIANCE' as const, until: soon() } });

	it('by two people removes every version and leaves a tombstone with the hashes and no names', async () => {
		const { made, package: reference } = await sealed('GOVERNANCE');
		await store.client.putObject(store.buckets.archive, reference.key, Buffer.from('newer'));
		const tombstone = await erase(order(reference));
		const folder = made.close.key.replace('close.json', '');
		expect(await keys('archive', made)).toEqual([`${folder}erased.json`, `${folder}erased.json.sig`]);
		expect(await keys('spool', made)).toEqual([]);
		expect(tombstone.files.map((file) => file.sha256)).toEqual(made.manifest.files.map((file) => file.sha256));
		expect(JSON.stringify(tombstone)).not.toMatch(/novak/i);
		expect(await erase(order(reference))).toEqual(tombstone);
	});

	it('at the end of its time needs nobody, and is refused while the lock lasts', async () => {
		const { made, package: reference } = await sealed('GOVERNANCE', { seconds: 4 });
		const over = { ...order(reference), approvedBy: 'retention-over' as const };
		await expect(erase(over)).rejects.toMatchObject({ code: 'refused' });
		await expect.poll(() => erase(over).catch(({ code }: { code: string }) => code), { timeout: 20_000 }).toMatchObject({ approvedBy: [], recording: made.recording });
		expect(await keys('spool', made)).toEqual([]);
	});

	it.each<[string, LockMode, { approvedBy?: string[]; reason?: string }]>([
		['by one person', 'GOVERNANCE', { approvedBy: ['person-1'] }],
		['by one person twice', 'GOVERNANCE', { approvedBy: ['person-1', 'person-1'] }],
		['without a reason', 'GOVERNANCE', { reason: ' ' }],
		['of a public session', 'COMPLIANCE', {}]
	])('%s is refused, and nothing is touched', async (_what, mode, change) => {
		const { made, package: reference } = await sealed(mode);
		await expect(erase({ ...order(reference), ...change })).rejects.toMatchObject({ code: 'refused' });
		expect((await verifyPackage({ store, reference, recording: made.recording, trust })).untouched).toBe(true);
	});
});
