/** Takes in a file that the browser has put into the object store: size, hash and kind are told by its content, whatever the browser says of it. */
import { randomUUID } from 'node:crypto';
import { dropDocument, isUnreachable, keepDocument, readDocument, s3Code, StorageError, type Store } from '@sal/storage';
import { fileTypeFromStream } from 'file-type';
import { Readable } from 'node:stream';
import { DomainError } from '#lib/domain-error.ts';
import { MATERIAL_LIMIT, materialKinds, nameOf } from './materials.rules.ts';

/** A file as it is kept. */
export interface KeptFile {
	title: string;
	fileName: string;
	mediaType: string;
	size: number;
	sha256: string;
	objectKey: string;
}

interface Intake {
	store: Store;
	/** Whoever has put it there: nobody takes in what somebody else has brought. */
	person: string;
	upload: string;
	session: string;
	/** As the browser says. */
	name: string;
}

/** Where a browser puts what this person brings. */
export const incomingKey = ({ person, upload }: { person: string; upload: string }): string => `${person}/${upload}`;

/** Under this lie the files of all materials. */
export const MATERIALS = 'materials/';

/**
 * Nothing of the file is kept when this throws.
 * @throws {DomainError} `council-material-missing` (it never came, or was taken in already), `council-material-large`, `council-material-empty`, `council-material-kind`, `store-down`
 */
export async function takeIn({ store, person, upload, session, name }: Intake): Promise<KeptFile> {
	const objectKey = `${MATERIALS}${session}/${randomUUID()}`;
	try {
		const { size, sha256 } = await keepDocument({ store, incoming: incomingKey({ person, upload }), key: objectKey, limit: MATERIAL_LIMIT });
		const mediaType = size === 0 ? null : await kindOf(store, objectKey);
		if (mediaType === null) {
			await dropDocument(store, objectKey);
			throw new DomainError(size === 0 ? 'council-material-empty' : 'council-material-kind');
		}
		return { ...nameOf({ given: name, mediaType }), mediaType, size, sha256, objectKey };
	} catch (error) {
		throw refusalOf(error);
	}
}

/** The media type of a kept file by its content; null for kinds that are not taken. */
async function kindOf(store: Store, key: string): Promise<string | null> {
	const content = await readDocument(store, key);
	try {
		const found = await fileTypeFromStream(Readable.toWeb(content) as ReadableStream<Uint8Array>);
		return found && found.mime in materialKinds ? found.mime : null;
	} finally {
		// Its beginning was enough.
		content.destroy();
	}
}

/** What the store's trouble means to whoever brings a file. */
export function refusalOf(error: unknown): unknown {
	if (error instanceof StorageError && error.code === 'missing') return new DomainError('council-material-missing', { cause: error });
	if (error instanceof StorageError && error.code === 'too-large') return new DomainError('council-material-large', { cause: error });
	return isUnreachable(error) || s3Code(error) === 'XMinioStorageFull' ? new DomainError('store-down', { cause: error }) : error;
}
