import type { Bucket, Store } from '../connect.ts';
import { listVersions } from '../list-versions.ts';
import type { Finding } from './findings.ts';

interface Folder {
	store: Store;
	bucket: Bucket;
	prefix: string;
	/** Key → the version that the manifest names. */
	recorded: Map<string, string>;
	/** Keys whose newer version means another manifest. */
	manifests: Set<string>;
}

/** What lies in a recording's folder beside the recorded versions: newer versions, delete markers, foreign objects. A page of the listing at a time. */
export async function checkFolder({ store, bucket, prefix, recorded, manifests }: Folder): Promise<Finding[]> {
	const findings: Finding[] = [];
	const strays = new Set<string>();
	for await (const { key, versionId, latest, deleteMarker } of listVersions({ store, bucket, prefix })) {
		const expected = recorded.get(key);
		if (expected === undefined) {
			if (!strays.has(key)) findings.push({ kind: 'stray', bucket, key, versionId });
			strays.add(key);
		} else if (latest && versionId !== expected) {
			findings.push({ kind: deleteMarker ? 'hidden' : manifests.has(key) ? 'manifest-replaced' : 'superseded', bucket, key, versionId, detail: 'newer' });
		}
	}
	return findings;
}
