/** What H.264's parameter sets say, and how Matroska wants them (ISO/IEC 14496-15). Pure; what a device claims is bounded before it is believed. */

export const START = Buffer.from([0, 0, 0, 1]);
const [SPS, PPS] = [7, 8];
/** Profiles whose sequence parameters begin with the format of colours (ITU-T H.264 §7.3.2.1.1). */
const HIGH = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
/** Level 6.2 allows 8192 × 4352. */
const LARGEST = 8_192;

/** Size of the picture that is shown, from a sequence parameter set; null when it cannot be read. */
export function pictureSize(sps: Uint8Array): { width: number; height: number } | null {
	try {
		return sizeOf(new Bits(withoutEmulation(sps.subarray(1))));
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}

/** The units of a picture whose parts begin with {@link START}, each in one piece. */
export function unitsOf(parts: readonly Uint8Array[]): Uint8Array[][] {
	const units: Uint8Array[][] = [];
	for (const part of parts) {
		// Within a unit this sequence cannot occur (§7.4.1.1).
		if (part.length === 4 && START.equals(part)) units.push([]);
		else units.at(-1)?.push(part);
	}
	return units.filter((unit) => unit.length > 0);
}

/** A picture as Matroska holds it: each unit behind its length in four bytes. */
export function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array[] {
	return unitsOf(parts).flatMap((unit) => {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(unit.reduce((sum, { length }) => sum + length, 0));
		return [length, ...unit];
	});
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1) of a key frame; null when it has no parameters. */
export function configurationOf(parts: readonly Uint8Array[]): Buffer | null {
	const units = unitsOf(parts).map((unit) => Buffer.concat(unit));
	const sps = units.find((unit) => typeOf(unit) === SPS);
	const pps = units.find((unit) => typeOf(unit) === PPS);
	if (sps === undefined || pps === undefined || sps.length < 4) return null;
	const length = (unit: Buffer) => Buffer.from([unit.length >> 8, unit.length & 0xff]);
	const profile = sps.readUInt8(1);
	// Whoever reads these profiles wants the format of colours once more: 4:2:0 in eight bits is what every encoder for WebRTC sends.
	const colours = HIGH.has(profile) && profile >= 100 ? Buffer.from([0xfd, 0xf8, 0xf8, 0]) : Buffer.alloc(0);
	return Buffer.concat([Buffer.from([1, profile, sps.readUInt8(2), sps.readUInt8(3), 0xff, 0xe1]), length(sps), sps, Buffer.from([1]), length(pps), pps, colours]);
}

const typeOf = (unit: Buffer): number => unit.readUInt8(0) & 0x1f;

function sizeOf(bits: Bits): { width: number; height: number } | null {
	const profile = bits.take(8);
	bits.take(16);
	bits.number();
	let chroma = 1;
	if (HIGH.has(profile)) {
		chroma = bits.number();
		if (chroma === 3) bits.take(1);
		bits.number();
		bits.number();
		bits.take(1);
		if (bits.take(1) === 1) for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) if (bits.take(1) === 1) skipScaling(bits, list < 6 ? 16 : 64);
	}
	bits.number();
	skipOrder(bits);
	bits.number();
	bits.take(1);
	const across = bits.number() + 1;
	const down = bits.number() + 1;
	const frames = bits.take(1);
	if (frames === 0) bits.take(1);
	bits.take(1);
	const [left, right, top, bottom] = bits.take(1) === 1 ? [bits.number(), bits.number(), bits.number(), bits.number()] : [0, 0, 0, 0];
	const cropX = chroma === 1 || chroma === 2 ? 2 : 1;
	const cropY = (chroma === 1 ? 2 : 1) * (2 - frames);
	const width = across * 16 - cropX * (left + right);
	const height = (2 - frames) * down * 16 - cropY * (top + bottom);
	return width > 0 && height > 0 && width <= LARGEST && height <= LARGEST ? { width, height } : null;
}

function skipOrder(bits: Bits): void {
	const type = bits.number();
	if (type === 0) bits.number();
	if (type !== 1) return;
	bits.take(1);
	bits.number();
	bits.number();
	for (let left = Math.min(bits.number(), 255); left > 0; left -= 1) bits.number();
}

function skipScaling(bits: Bits, size: number): void {
	for (let index = 0, last = 8, next = 8; index < size; index += 1) {
		if (next !== 0) {
			const code = bits.number();
			next = (last + (code % 2 === 1 ? (code + 1) / 2 : -code / 2) + 256) % 256;
		}
		if (next !== 0) last = next;
	}
}

function withoutEmulation(unit: Uint8Array): Uint8Array {
	return unit.filter((byte, index) => !(byte === 3 && index >= 2 && unit[index - 1] === 0 && unit[index - 2] === 0));
}

class Bits {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** @throws {RangeError} behind the end */
	take(count: number): number {
		let value = 0;
		for (let left = count; left > 0; left -= 1, this.#at += 1) {
			const byte = this.#bytes[this.#at >> 3];
			if (byte === undefined) throw new RangeError('behind the end');
			value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
		}
		return value;
	}

	/** Exp-Golomb (§9.1). @throws {RangeError} behind the end, or when it does not fit 32 bits */
	number(): number {
		let zeros = 0;
		while (this.take(1) === 0) if ((zeros += 1) > 31) throw new RangeError('too large');
		return 2 ** zeros - 1 + this.take(zeros);
	}
}
