import type { Bucket, Store } from './connect.ts';
import { INCOMING } from './documents.ts';

interface Presign {
	store: Store;
	bucket: Bucket;
	key: string;
	/** Left out only in `access` and `documents`: in the locked buckets the latest version may be somebody else's. */
	versionId?: string;
	/** The portal's origin: addresses lead through its `/s3`, unless the store has a public address of its own. */
	origin: string;
	/** Until the address stops working; at most a week. Keep it short, it opens the object to whoever has it. */
	seconds?: number;
	/** Saves under this name instead of showing. Any letters. */
	downloadName?: string;
	contentType?: string;
}

/** An address that reads one object for a short while, whole or in ranges, without passing through the portal's memory. Never log it. */
export async function presignGet({ store, bucket, key, versionId, origin, seconds = 300, downloadName, contentType }: Presign): Promise<string> {
	const query = {
		...(versionId && { versionId }),
		...(downloadName && { 'response-content-disposition': attachment(downloadName) }),
		...(contentType && { 'response-content-type': contentType })
	};
	return publicAddress(store, origin, await store.client.presignedUrl('GET', store.buckets[bucket], key, seconds, query));
}

function publicAddress(store: Store, origin: string, address: string): string {
	const signed = new URL(address);
	// The signature covers host and path as the store knows them: the front strips `/s3` and sends the store's own Host.
	const base = store.publicUrl ?? `${origin.replace(/\/$/, '')}/s3`;
	return `${base.replace(/\/$/, '')}${signed.pathname}${signed.search}`;
}

interface PresignPut {
	store: Store;
	key: string;
	origin: string;
	seconds?: number;
}

/**
 * An address to which a browser may PUT one file under `incoming/` of the documents for a short while. How long the file may be is not part of the signature: who takes it in looks
 * (`keepDocument`), and the portal's front lets through no more than its own bound. Never log it.
 */
export async function presignIncoming({ store, key, origin, seconds = 3600 }: PresignPut): Promise<string> {
	return publicAddress(store, origin, await store.client.presignedUrl('PUT', store.buckets.documents, `${INCOMING}${key}`, seconds));
}

/** RFC 6266: a plain name for old readers, the real one in UTF-8 for all others. */
export function attachment(name: string): string {
	const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\x20-\x7e]|["\\]/g, '_');
	const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
	return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
