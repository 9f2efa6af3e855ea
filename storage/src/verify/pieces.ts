import { createHash, type Hash } from 'node:crypto';
import { CHAIN_START, chainHash } from '../hash.ts';
import type { ListedFile, Piece } from '../manifest.ts';

/** Do the pieces follow each other, byte after byte and hash after hash? Gives the first that does not. */
export function brokenLink(file: Pick<ListedFile, 'pieces' | 'bytes'>): { piece: Piece | undefined; why: string } | undefined {
	let chain = CHAIN_START;
	let offset = 0;
	for (const piece of file.pieces) {
		chain = chainHash(chain, piece.sha256);
		if (piece.chain !== chain) return { piece, why: `piece ${piece.number} is out of the chain` };
		if (piece.offset !== offset) return { piece, why: `piece ${piece.number} begins at byte ${piece.offset} instead of ${offset}` };
		offset += piece.bytes;
	}
	return offset === file.bytes ? undefined : { piece: file.pieces.at(-1), why: `the pieces end at byte ${offset}, the file at ${file.bytes}` };
}

/** Cuts a file that streams by into its pieces again and notes those whose hash is another one: so a fault has a place in time. */
export class PieceCheck {
	readonly damaged: Piece[] = [];
	readonly #pieces: Iterator<Piece>;
	#piece: Piece | undefined;
	#left = 0;
	#digest: Hash = createHash('sha256');

	constructor(pieces: Iterable<Piece>) {
		this.#pieces = pieces[Symbol.iterator]();
		this.#next();
	}

	take(chunk: Buffer): void {
		let rest = chunk;
		while (this.#piece && rest.length > 0) {
			const part = rest.subarray(0, this.#left);
			this.#digest.update(part);
			this.#left -= part.length;
			rest = rest.subarray(part.length);
			if (this.#left === 0) this.#finish(this.#piece);
		}
	}

	/** The stream has ended: what did not come is damaged too. */
	end(): Piece[] {
		while (this.#piece) this.#finish(this.#piece);
		return this.damaged;
	}

	#finish(piece: Piece): void {
		if (this.#digest.digest('hex') !== piece.sha256) this.damaged.push(piece);
		this.#next();
	}

	#next(): void {
		const { value, done } = this.#pieces.next();
		this.#piece = done ? undefined : value;
		this.#left = this.#piece?.bytes ?? 0;
		this.#digest = createHash('sha256');
	}
}
