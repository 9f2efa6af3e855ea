import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assumeRole, connect, dropDocument, INCOMING, keepDocument, putLocked, readSmallVersion, s3Code, writeCredentials, type Store, type StoreRole } from '../src/index.ts';
import { endpoint, root, soon, testStore } from './server.ts';

let admin: Store;
let folder: string;
const as = new Map<StoreRole, Store>();
const opened: Store[] = [];
const body = Buffer.from('data');

beforeAll(async () => {
	admin = await testStore();
	folder = await mkdtemp(join(tmpdir(), 'sal-roles-'));
	for (const role of ['recorder', 'portal', 'jobs', 'eraser'] as const) {
		const store = connect({ endpoint: endpoint(), ...(await assumeRole({ endpoint: endpoint(), ...root(), role, buckets: admin.buckets })) });
		Object.assign(store.buckets, admin.buckets);
		as.set(role, store);
		opened.push(store);
	}
});
afterAll(async () => {
	for (const store of [admin, ...opened]) store.close();
	await rm(folder, { recursive: true });
});

const store = (role: StoreRole): Store => {
	const found = as.get(role);
	if (!found) throw new Error(role);
	return found;
};
const put = (by: Store, bucket: 'spool' | 'archive', key: string, mode: 'COMPLIANCE' | 'GOVERNANCE' = 'COMPLIANCE') =>
	putLocked({ store: by, bucket, key, body, contentType: 'text/plain', lock: { mode, until: soon(5) } });

type Act = (by: Store, key: string, versionId: string) => Promise<unknown>;
const acts: Record<string, Act> = {
	'put into the spool': (by, key) => put(by, 'spool', `${key}-new`),
	'put into the archive': (by, key) => put(by, 'archive', `${key}-new`),
	'read the archive': (by, key, versionId) => readSmallVersion({ store: by, bucket: 'archive', key, versionId }),
	'hide in the archive': (by, key) => by.client.removeObject(by.buckets.archive, key),
	'delete a version from the archive': (by, key, versionId) => by.client.removeObject(by.buckets.archive, key, { versionId, governanceBypass: true }),
	'write an access copy': (by, key) => by.client.putObject(by.buckets.access, key, body),
	'take in a document': async (by, key) => {
		await admin.client.putObject(admin.buckets.documents, `${INCOMING}${key}`, body);
		return keepDocument({ store: by, incoming: key, key: `kept/${key}`, limit: 100 });
	},
	'delete a document': (by, key) => dropDocument(by, key),
	'take the lock away from a bucket': (by) => Promise.resolve(by.client.setObjectLockConfig(by.buckets.archive, { mode: 'GOVERNANCE', unit: 'Days', validity: 1 } as never))
};
const may: Record<StoreRole, string[]> = {
	recorder: ['put into the spool'],
	portal: ['read the archive', 'take in a document', 'delete a document'],
	jobs: ['put into the archive', 'read the archive', 'write an access copy', 'delete a document'],
	// Hiding destroys nothing, and servers do not tell it from deleting a version.
	eraser: ['put into the archive', 'read the archive', 'hide in the archive', 'delete a version from the archive']
};

describe.each(Object.keys(may) as StoreRole[])('the credential of %s', (role) => {
	it.each(Object.keys(acts))('%s: exactly as its policy says', async (act) => {
		const { key, versionId } = await put(admin, 'archive', `${role}/${act.replaceAll(' ', '-')}`, 'GOVERNANCE');
		const outcome = await acts[act]?.(store(role), key, versionId).then(
			() => 'done',
			(error: unknown) => s3Code(error) ?? String(error)
		);
		expect(outcome).toBe(may[role].includes(act) ? 'done' : 'AccessDenied');
	});
});

describe('the recorder, which may not read', () => {
	it('adopts its own piece when the first answer was lost, and refuses other bytes', async () => {
		const first = await put(store('recorder'), 'spool', 'again/000001.webm');
		expect(await put(store('recorder'), 'spool', 'again/000001.webm')).toMatchObject({ versionId: first.versionId, adopted: true });
		const other = putLocked({ store: store('recorder'), bucket: 'spool', key: 'again/000001.webm', body: Buffer.from('else'), contentType: 'text/plain', lock: { mode: 'COMPLIANCE', until: soon(5) } });
		await expect(other).rejects.toMatchObject({ code: 'different-content' });
	});
});

describe('a credentials file', () => {
	it('is private, and is read again when it was renewed', async () => {
		const path = join(folder, 'credentials.json');
		const options = { endpoint: endpoint(), ...root(), buckets: admin.buckets };
		await writeCredentials(path, await assumeRole({ ...options, role: 'portal' }));
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		const byFile = connect({ endpoint: endpoint(), credentialsFile: path });
		Object.assign(byFile.buckets, admin.buckets);
		await expect(put(byFile, 'spool', 'file/one')).rejects.toMatchObject({ code: 'AccessDenied' });
		await writeCredentials(path, await assumeRole({ ...options, role: 'recorder' }));
		await expect(put(byFile, 'spool', 'file/one')).resolves.toMatchObject({ adopted: false });
		byFile.close();
	});

	it('that is not one is refused with what to do', async () => {
		const path = join(folder, 'broken.json');
		await writeCredentials(path, { accessKey: '', secretKey: '' });
		const byFile = connect({ endpoint: endpoint(), credentialsFile: path });
		await expect(byFile.client.bucketExists('spool')).rejects.toThrow('start the launcher again');
		byFile.close();
	});
});
