import { randomBytes } from 'node:crypto';
import { type ListedFile, readCloseManifest, readPieceList, readVersion, type CloseManifest, connect, createBuckets, type Store, storeConfig } from '@sal/storage';

export function needed(name: string): string {
	const value = process.env[name];
	if (value === undefined || value === '') throw new Error(`${name} is not set: run the tests with "npm test", or say where the server is`);
	return value;
}

/** The S3 variables of a store of our own: fresh buckets on the test server, or on the one at `endpoint`. */
export async function trialStore(endpoint = needed('S3_ENDPOINT'), keys = { accessKey: needed('S3_ACCESS_KEY'), secretKey: needed('S3_SECRET_KEY') }): Promise<{ store: Store; env: Record<string, string> }> {
	const env = { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: keys.accessKey, S3_SECRET_KEY: keys.secretKey, S3_BUCKET_PREFIX: `rec-${randomBytes(4).toString('hex')}-` };
	const store = connect(storeConfig(env));
	await createBuckets(store);
	return { store, env };
}

export interface Closed {
	manifestKey: string;
	manifestVersion: string;
	manifestSha256: string;
}

/** The close manifest, with the pieces of its files. */
export type ListedManifest = Omit<CloseManifest, 'files'> & { files: ListedFile[] };

export async function manifestOf(store: Store, { manifestKey, manifestVersion, manifestSha256 }: Closed): Promise<ListedManifest> {
	const { manifest } = await readCloseManifest({ store, bucket: 'spool', reference: { key: manifestKey, versionId: manifestVersion, sha256: manifestSha256 } });
	return { ...manifest, files: await Promise.all(manifest.files.map(async (file) => ({ ...file, pieces: (await readPieceList({ store, bucket: 'spool', file })).pieces }))) };
}

/** A file as it will lie in the archive: its pieces, one after the other. */
export async function fileBytes(store: Store, file: ListedFile): Promise<Buffer> {
	const parts: Buffer[] = [];
	for (const { key, versionId } of file.pieces) {
		const { stream } = await readVersion({ store, bucket: 'spool', key, versionId });
		for await (const chunk of stream) parts.push(Buffer.from(chunk as Uint8Array));
	}
	return Buffer.concat(parts);
}
