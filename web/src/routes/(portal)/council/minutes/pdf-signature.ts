/**
 * Electronic signatures in a PDF (ISO 32000-2 §12.8, ETSI EN 319 142-1), as far as they can be checked without asking anybody: the signature
 * belongs to the certificate in it and to these very bytes, and covers the whole file. Not checked: whether the certificate is qualified, was valid and not revoked: that is
 * for a validation service that asks the issuer and the trusted list.
 */
import { webcrypto } from 'node:crypto';
import { Certificate, ContentInfo, CryptoEngine, setEngine, SignedData } from 'pkijs';

export interface FoundSignature {
	/** Of the certificate: whom it names, and who issued it. */
	subject: string;
	issuer: string;
	/** Its serial number, hexadecimal. */
	serial: string;
	validFrom: string;
	validUntil: string;
	/** Does the signature belong to the bytes that it covers? */
	intact: boolean;
	/** Are these all bytes of the file but the signature itself? Only the last signature's can be. */
	coversAll: boolean;
	/** How many bytes from the beginning were there when it was made. */
	covered: number;
}

let ready = false;

/** In the order of the file. What is no signature is left out. */
export async function signaturesIn(pdf: Buffer): Promise<FoundSignature[]> {
	if (!ready) setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto }));
	ready = true;
	const found: FoundSignature[] = [];
	for (const range of byteRanges(pdf)) {
		const signature = await checkOne(pdf, range).catch(() => null);
		if (signature) found.push(signature);
	}
	return found;
}

type Range = readonly [from: number, length: number, again: number, rest: number];

/** Every `/ByteRange [a b c d]`: the file without the hole in which the signature lies. */
function byteRanges(pdf: Buffer): Range[] {
	return [...pdf.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g)].map(([, a, b, c, d]) => [Number(a), Number(b), Number(c), Number(d)] as const).filter(([a, b, c, d]) => a === 0 && b < c && c + d <= pdf.length);
}

async function checkOne(pdf: Buffer, [from, length, again, rest]: Range): Promise<FoundSignature | null> {
	// The hole holds `<hexadecimal>`, filled up with zeros behind the signature.
	const hole = pdf.subarray(from + length, again).toString('latin1');
	const hex = /^<([0-9a-fA-F\s]+)>$/.exec(hole.trim())?.[1]?.replace(/\s/g, '');
	if (!hex) return null;
	const der = Buffer.from(hex, 'hex');
	const content = ContentInfo.fromBER(new Uint8Array(der).buffer);
	const signed = new SignedData({ schema: content.content });
	const data = Buffer.concat([pdf.subarray(from, from + length), pdf.subarray(again, again + rest)]);
	const checked = await signed.verify({ signer: 0, data: new Uint8Array(data).buffer, checkChain: false, extendedMode: true }).catch(() => null);
	// What does not fit is thrown: the certificate is told all the same.
	const certificate = checked?.signerCertificate ?? signed.certificates?.find((each) => each instanceof Certificate);
	if (!certificate) return null;
	return {
		subject: nameIn(certificate.subject),
		issuer: nameIn(certificate.issuer),
		serial: Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex'),
		validFrom: certificate.notBefore.value.toISOString(),
		validUntil: certificate.notAfter.value.toISOString(),
		intact: checked?.signatureVerified === true,
		coversAll: again + rest === pdf.length,
		covered: again + rest
	};
}

/** The common name (2.5.4.3), else everything that the name consists of. */
function nameIn({ typesAndValues }: { typesAndValues: { type: string; value: { valueBlock: { value?: unknown } } }[] }): string {
	const texts = typesAndValues.map(({ type, value }) => ({ type, text: String(value.valueBlock.value ?? '') }));
	return texts.find(({ type }) => type === '2.5.4.3')?.text ?? texts.map(({ text }) => text).join(', ');
}
