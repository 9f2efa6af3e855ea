import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Store } from './connect.ts';
import { CHAIN_START, chainHash } from './hash.ts';
import type { ListedFile } from './manifest.ts';
import { readVersion } from './read-version.ts';
import { StorageError } from './storage-error.ts';

interface FileStream {
	store: Store;
	file: Pick<ListedFile, 'id' | 'bytes' | 'sha256' | 'pieces'>;
	/** Called with the bytes of each piece that was read and found right. */
	onPiece?: (bytes: number) => void;
}

/**
 * A whole file out of its pieces in the spool, each read by version, its hash and chain checked. One piece's buffer is in memory.
 * The stream fails with `missing` or `corrupt`, naming the piece, before a wrong end could be taken for a whole file.
 */
export function fileStream({ store, file, onPiece }: FileStream): Readable {
	return Readable.from(pieces({ store, file, onPiece }), { objectMode: false });
}

async function* pieces({ store, file, onPiece }: FileStream): AsyncGenerator<Buffer> {
	const whole = createHash('sha256');
	let offset = 0;
	let chain = CHAIN_START;
	for (const piece of file.pieces) {
		const wrong = (what: string): StorageError => new StorageError('corrupt', `piece ${piece.number} of ${piece.key} ${what}`);
		chain = chainHash(chain, piece.sha256);
		if (piece.offset !== offset) throw wrong(`begins at byte ${piece.offset} instead of ${offset}`);
		if (piece.chain !== chain) throw wrong('is out of the chain');
		const { stream, done } = await readVersion({ store, bucket: 'spool', key: piece.key, versionId: piece.versionId });
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			whole.update(chunk);
			yield chunk;
		}
		const read = await done;
		if (read.sha256 !== piece.sha256 || read.bytes !== piece.bytes) throw wrong('holds other bytes than were recorded');
		offset += piece.bytes;
		onPiece?.(piece.bytes);
	}
	if (offset !== file.bytes || whole.digest('hex') !== file.sha256) throw new StorageError('corrupt', `file ${file.id} is not the sum of its pieces`);
}
