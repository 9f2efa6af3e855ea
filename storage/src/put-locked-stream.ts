import type { Readable } from 'node:stream';
import type { Store } from './connect.ts';
import type { Lock } from './lock.ts';
import { putLockedParts } from './put-locked-parts.ts';
import { adopt, writeOnce, type Written } from './put-locked.ts';

/** S3 takes no larger body in one request (5 GiB). */
const ONE_REQUEST = 5 * 1024 ** 3;

export interface PutLockedStream {
	store: Store;
	bucket: 'spool' | 'archive';
	key: string;
	/** Gives the bytes from the beginning; not called when they are there already. A stream that fails leaves nothing behind. */
	open(): Promise<Readable>;
	bytes: number;
	/** Of the whole, known beforehand: the server refuses anything else. */
	sha256: string;
	contentType: string;
	lock: Lock;
	/** Above this many bytes the object goes in parts. */
	oneRequest?: number;
}

/**
 * {@link putLocked} for a file of any size, in constant memory: same promises, same errors.
 */
export async function putLockedStream({ open, bytes, oneRequest = ONE_REQUEST, ...write }: PutLockedStream): Promise<Written> {
	// Asked first, so that a repeated sealing does not send gigabytes only to be refused.
	const there = await adopt({ ...write, length: bytes });
	if (there) return there;
	if (bytes > oneRequest) return putLockedParts({ ...write, bytes, open });
	return writeOnce({ ...write, length: bytes, body: open });
}
