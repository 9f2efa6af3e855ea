/** Which letters the bytes of a text file are. Czech offices still save tables in Windows-1250; spreadsheets save "Unicode text" as UTF-16. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1250';

export interface Decoded {
	text: string;
	encoding: Encoding;
}

const begins = (bytes: Uint8Array, ...mark: number[]) => mark.every((byte, index) => bytes[index] === byte);

/**
 * Decodes by the byte-order mark, else as UTF-8, else, where the bytes are no UTF-8, as Windows-1250.
 * Undefined when the result holds control characters that no table has: the file is not a text.
 */
export function decode(bytes: Uint8Array): Decoded | undefined {
	const encoding = encodingOf(bytes);
	const text = new TextDecoder(encoding).decode(bytes);
	// Control characters other than tab and line ends, or the sign that stands for what could not be read.
	return /[^\P{Cc}\t\n\r]|\uFFFD/u.test(text) ? undefined : { text, encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
	if (begins(bytes, 0xff, 0xfe)) return 'utf-16le';
	if (begins(bytes, 0xfe, 0xff)) return 'utf-16be';
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return 'utf-8';
	} catch {
		return 'windows-1250';
	}
}
