import type { Store } from '../connect.ts';
import { listFolders, listVersions } from '../list-versions.ts';
import { isSigned, readPackageManifest, type ManifestReference } from '../manifest-objects.ts';
import type { Trust } from '../sign.ts';

/**
 * The folder of a recording in the archive, by its id alone or as `2026/11/22/<id>`; undefined when there is none.
 * Goes through the days, newest first, a page of a listing at a time.
 */
export async function findRecording(store: Store, name: string): Promise<string | undefined> {
	const given = name.replace(/\/+$/, '');
	if (/^\d{4}\/\d{2}\/\d{2}\/[^/]+$/.test(given)) return (await exists(store, `${given}/`)) ? `${given}/` : undefined;
	for await (const day of days(store, '', 3)) {
		if (await exists(store, `${day}${given}/`)) return `${day}${given}/`;
	}
	return undefined;
}

async function* days(store: Store, prefix: string, depth: number): AsyncGenerator<string> {
	if (depth === 0) {
		yield prefix;
		return;
	}
	const folders: string[] = [];
	for await (const folder of listFolders({ store, bucket: 'archive', prefix })) {
		if (/^\d+\/$/.test(folder.slice(prefix.length))) folders.unshift(folder);
	}
	for (const folder of folders) yield* days(store, folder, depth - 1);
}

async function exists(store: Store, prefix: string): Promise<boolean> {
	for await (const _version of listVersions({ store, bucket: 'archive', prefix })) return true;
	return false;
}

/**
 * The package manifest to believe when nobody remembers its version: the oldest with a valid signature, because whoever came later could
 * only put another one on top; the very oldest when none is signed. Undefined when the folder has no manifest.
 */
export async function findPackage({ store, folder, trust }: { store: Store; folder: string; trust: Trust }): Promise<ManifestReference | undefined> {
	const key = `${folder}package.json`;
	const versions: string[] = [];
	for await (const version of listVersions({ store, bucket: 'archive', prefix: key })) {
		if (version.key === key && !version.deleteMarker) versions.unshift(version.versionId);
	}
	for (const versionId of versions) {
		const found = await readPackageManifest({ store, bucket: 'archive', reference: { key, versionId } }).catch(() => undefined);
		if (found && isSigned({ ...found, signers: trust.portal })) return { key, versionId };
	}
	const [oldest] = versions;
	return oldest === undefined ? undefined : { key, versionId: oldest };
}
