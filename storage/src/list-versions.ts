import * as v from 'valibot';
import type { Bucket, Store } from './connect.ts';

const flag = v.pipe(
	v.optional(v.union([v.boolean(), v.string()]), false),
	v.transform((value) => String(value) === 'true')
);
/** One line of the server's listing, as the client hands it on. */
const listed = v.object({
	name: v.string(),
	versionId: v.optional(v.string(), 'null'),
	isLatest: flag,
	isDeleteMarker: flag,
	size: v.optional(v.number(), 0),
	etag: v.optional(v.string(), ''),
	lastModified: v.optional(v.date(), () => new Date(0))
});

export interface ListedVersion {
	key: string;
	versionId: string;
	/** Is this what a plain read of the key finds? */
	latest: boolean;
	/** The key was deleted without a version: older versions lie below. */
	deleteMarker: boolean;
	bytes: number;
	etag: string;
	modified: Date;
}

interface Listing {
	store: Store;
	bucket: Bucket;
	prefix: string;
}

/** Every version and delete marker under a prefix, a thousand at a time: never more than one page is in memory. */
export async function* listVersions({ store, bucket, prefix }: Listing): AsyncGenerator<ListedVersion> {
	let keyMarker = '';
	let versionIdMarker = '';
	for (;;) {
		const page = await store.client.listObjectsQuery(store.buckets[bucket], prefix, '', { Delimiter: '', MaxKeys: 1000, IncludeVersion: true, keyMarker, versionIdMarker });
		for (const item of page.objects) {
			const { name, versionId, isLatest, isDeleteMarker, size, etag, lastModified } = v.parse(listed, item);
			yield { key: name, versionId, latest: isLatest, deleteMarker: isDeleteMarker, bytes: size, etag, modified: lastModified };
		}
		if (String(page.isTruncated) !== 'true' || !page.keyMarker) return;
		// The server writes the marker as a form would; the signature wants it as a URL would.
		keyMarker = encodeURIComponent(decodeMarker(page.keyMarker));
		versionIdMarker = page.versionIdMarker ?? '';
	}
}

/** The names directly under a prefix ("folders"), each ending in "/", in order, a page at a time. */
export async function* listFolders({ store, bucket, prefix }: Listing): AsyncGenerator<string> {
	let marker = '';
	for (;;) {
		const page = await store.client.listObjectsQuery(store.buckets[bucket], prefix, marker, { Delimiter: '/', MaxKeys: 1000 });
		for (const item of page.objects) {
			if ('prefix' in item && item.prefix !== undefined) yield item.prefix;
		}
		if (String(page.isTruncated) !== 'true' || !page.nextMarker) return;
		marker = decodeMarker(page.nextMarker);
	}
}

/** The oldest version under exactly this key, which is the one the product wrote; undefined when the key was never written. */
export async function existingKey({ store, bucket, key }: { store: Store; bucket: Bucket; key: string }): Promise<string | undefined> {
	let oldest: string | undefined;
	// A key's versions are listed newest first.
	for await (const version of listVersions({ store, bucket, prefix: key })) {
		if (version.key === key && !version.deleteMarker) oldest = version.versionId;
	}
	return oldest;
}

const decodeMarker = (marker: string): string => decodeURIComponent(marker.replaceAll('+', ' '));
