import type { Store } from './connect.ts';
import { signatureKey } from './keys.ts';
import { existingKey } from './list-versions.ts';
import type { ManifestReference } from './manifest-objects.ts';
import type { PackageManifest } from './manifest.ts';

/** Every key of a package and the version that counts. Signatures are not in the manifest: there the first version counts. */
export async function packageVersions({ store, manifest, reference }: { store: Store; manifest: PackageManifest; reference: ManifestReference }): Promise<Map<string, string>> {
	const versions = new Map([[reference.key, reference.versionId], [manifest.close.key, manifest.close.versionId]]);
	for (const { object, pieces } of manifest.files) versions.set(object.key, object.versionId).set(pieces.key, pieces.versionId);
	for (const key of [signatureKey(reference.key), signatureKey(manifest.close.key)]) {
		const versionId = await existingKey({ store, bucket: 'archive', key });
		if (versionId !== undefined) versions.set(key, versionId);
	}
	return versions;
}
