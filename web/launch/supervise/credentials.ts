import { join } from 'node:path';
import { assumeRole, connect, createBuckets, storeConfig, writeCredentials, type StoreRole } from '@sal/storage';

/** How long a process's credential lasts, and how long before its end it is replaced, in seconds. */
const LIFETIME = 12 * 3600;
const RENEW_AFTER = 4 * 3600;
/** After a refusal (MinIO is starting again), in seconds. */
const TRY_AGAIN = 5;

export const storeRoles = ['portal', 'jobs', 'recorder', 'eraser'] as const satisfies StoreRole[];

interface Options {
	endpoint: string;
	region: string;
	keys: { accessKey: string; secretKey: string };
	/** Folder of the credential files. */
	folder: string;
	warn: (line: string) => void;
}

export const credentialsFile = (folder: string, role: StoreRole): string => join(folder, `s3-${role}.json`);

/**
 * Makes the buckets, gives every process a credential of its own and renews them in time. MinIO forgets no such credential when it
 * starts again, so a file stays good until it is replaced.
 */
export async function provideCredentials({ endpoint, region, keys, folder, warn }: Options): Promise<{ stop: () => void }> {
	// The operator's prefix, if any, comes from the environment like in every other process.
	const store = connect({ ...storeConfig({ ...process.env, S3_ENDPOINT: endpoint, S3_REGION: region, S3_CREDENTIALS_FILE: undefined, S3_ACCESS_KEY: keys.accessKey, S3_SECRET_KEY: keys.secretKey }) });
	await createBuckets(store);
	store.close();
	const renew = async () => {
		for (const role of storeRoles) await writeCredentials(credentialsFile(folder, role), await assumeRole({ endpoint, region, ...keys, role, buckets: store.buckets, seconds: LIFETIME }));
	};
	await renew();
	let timer: NodeJS.Timeout;
	const later = (seconds: number) => {
		timer = setTimeout(() => {
			renew().then(
				() => later(RENEW_AFTER),
				(error: unknown) => {
					warn(`the store's credentials could not be renewed, trying again in ${TRY_AGAIN} s: ${String(error)}`);
					later(TRY_AGAIN);
				}
			);
		}, seconds * 1000);
	};
	later(RENEW_AFTER);
	return { stop: () => clearTimeout(timer) };
}
