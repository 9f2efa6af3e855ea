/** IVF, the plainest container there is: what a decoder of VP8 reads from a pipe. */

/** The head of a file of VP8. Size and rate are hints; key frames carry the true size. */
export function ivfHead({ width, height }: { width: number; height: number }): Buffer {
	const head = Buffer.alloc(32);
	head.write('DKIF', 0, 'latin1');
	head.writeUInt16LE(32, 6);
	head.write('VP80', 8, 'latin1');
	head.writeUInt16LE(width, 12);
	head.writeUInt16LE(height, 14);
	head.writeUInt32LE(1_000, 16);
	head.writeUInt32LE(1, 20);
	return head;
}

/** One frame. `time` in ms, rising. */
export function ivfFrame(parts: Buffer[], time: number): Buffer {
	const head = Buffer.alloc(12);
	head.writeUInt32LE(parts.reduce((bytes, part) => bytes + part.length, 0), 0);
	head.writeBigUInt64LE(BigInt(time), 4);
	return Buffer.concat([head, ...parts]);
}
