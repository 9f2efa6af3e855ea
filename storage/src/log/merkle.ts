/**
 * The append-only Merkle tree of RFC 6962 § 2.1 (the same as RFC 9162 § 2.1): hashes, proofs and their verification. Pure; who keeps the hashes gives them by a reader.
 * Hashes are of SHA-256, 32 bytes.
 */
import { createHash } from 'node:crypto';

export type Hash = Buffer;

const hashed = (...parts: Uint8Array[]): Hash => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest();
};
const [LEAF, NODE] = [Buffer.of(0), Buffer.of(1)];

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Hash = hashed();

/** Of an entry: a leaf can never be taken for a node, because the two begin differently. */
export const leafHash = (entry: Uint8Array): Hash => hashed(LEAF, entry);

export const nodeHash = (left: Hash, right: Hash): Hash => hashed(NODE, left, right);

/** A complete subtree: of 2^level leaves, the `index`th of its size from the left. Once its leaves are there its hash never changes. */
export interface Node {
	level: number;
	index: number;
}

/** Leaves from `from` up to, but without, `to`. */
interface Range {
	from: number;
	to: number;
}

/** Hashes of complete subtrees, in the order that was asked for. */
export type ReadNodes = (nodes: readonly Node[]) => Promise<readonly Hash[]>;

/** Largest power of two below n (n > 1): where RFC 6962 splits a tree. */
function split(n: number): number {
	let power = 1;
	while (power * 2 < n) power *= 2;
	return power;
}

/** The complete subtrees that make up a range that begins where a subtree as large as it could begin, from left to right, falling in size. */
export function nodesOf({ from, to }: Range): Node[] {
	const nodes: Node[] = [];
	let [at, left] = [from, to - from];
	while (left > 0) {
		const size = left === 1 ? 1 : split(left + 1);
		nodes.push({ level: Math.log2(size), index: at / size });
		at += size;
		left -= size;
	}
	return nodes;
}

/** Of several complete subtrees beside each other, falling in size: the hash of all of them. */
function joined(hashes: readonly Hash[]): Hash {
	const [first, ...rest] = hashes;
	if (first === undefined) return EMPTY_ROOT;
	return rest.length === 0 ? first : nodeHash(first, joined(rest));
}

/** Hashes of ranges, by one question. */
async function hashesOf(ranges: readonly Range[], read: ReadNodes): Promise<Hash[]> {
	const parts = ranges.map(nodesOf);
	const hashes = await read(parts.flat());
	let at = 0;
	return parts.map((nodes) => joined(hashes.slice(at, (at += nodes.length))));
}

/** Root of the tree of so many leaves. */
export async function rootHash(size: number, read: ReadNodes): Promise<Hash> {
	const [root = EMPTY_ROOT] = await hashesOf([{ from: 0, to: size }], read);
	return root;
}

/** Proof that the leaf is in the tree of so many leaves (RFC 6962 § 2.1.1). @throws {RangeError} when it is not one of these */
export async function inclusionProof({ index, size }: { index: number; size: number }, read: ReadNodes): Promise<Hash[]> {
	if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
	const beside: Range[] = [];
	let { from, to } = { from: 0, to: size };
	while (to - from > 1) {
		const middle = from + split(to - from);
		if (index < middle) {
			beside.push({ from: middle, to });
			to = middle;
		} else {
			beside.push({ from, to: middle });
			from = middle;
		}
	}
	return hashesOf(beside.reverse(), read);
}

/** Proof that the tree of `to` leaves begins with the tree of `from` leaves (RFC 6962 § 2.1.2). @throws {RangeError} unless 0 < from <= to */
export async function consistencyProof({ from, to }: Range, read: ReadNodes): Promise<Hash[]> {
	if (!(from > 0 && from <= to)) throw new RangeError(`no proof from ${from} to ${to}`);
	const parts: Range[] = [];
	let [low, high, whole] = [0, to, true];
	// SUBPROOF(m, D[n], b): down to the subtree whose end is that of the smaller tree.
	while (high !== from) {
		const middle = low + split(high - low);
		if (from <= middle) {
			parts.push({ from: middle, to: high });
			high = middle;
		} else {
			parts.push({ from: low, to: middle });
			low = middle;
			whole = false;
		}
	}
	if (!whole) parts.push({ from: low, to: high });
	return hashesOf(parts.reverse(), read);
}

/** Does the proof lead from this leaf to this root? (RFC 9162 § 2.1.3.2) */
export function verifyInclusion({ leaf, index, size, proof, root }: { leaf: Hash; index: number; size: number; proof: readonly Hash[]; root: Hash }): boolean {
	if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
	let [node, last, hash] = [index, size - 1, leaf];
	for (const beside of proof) {
		if (last === 0) return false;
		if (node % 2 === 1 || node === last) {
			hash = nodeHash(beside, hash);
			while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
		} else hash = nodeHash(hash, beside);
		[node, last] = [half(node), half(last)];
	}
	return last === 0 && hash.equals(root);
}

/** Is the tree with the second root the tree with the first root, and more? (RFC 9162 § 2.1.4.2) */
export function verifyConsistency({ from, to, proof, before, after }: Range & { proof: readonly Hash[]; before: Hash; after: Hash }): boolean {
	if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && from <= to)) return false;
	if (from === to) return proof.length === 0 && before.equals(after);
	// A smaller tree that is complete stands in the larger one as it is, and is left out of the proof.
	const [start, ...rest] = Number.isInteger(Math.log2(from)) ? [before, ...proof] : proof;
	if (start === undefined) return false;
	let [node, last] = [from - 1, to - 1];
	while (node % 2 === 1) [node, last] = [half(node), half(last)];
	let [old, grown] = [start, start];
	for (const beside of rest) {
		if (last === 0) return false;
		if (node % 2 === 1 || node === last) {
			old = nodeHash(beside, old);
			grown = nodeHash(beside, grown);
			while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
		} else grown = nodeHash(grown, beside);
		[node, last] = [half(node), half(last)];
	}
	return last === 0 && old.equals(before) && grown.equals(after);
}

/** Without 32-bit arithmetic: a log may outgrow it. */
const half = (n: number): number => Math.floor(n / 2);
