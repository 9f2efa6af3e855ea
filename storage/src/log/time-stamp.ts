/** Time-stamps of RFC 3161 (updated by RFC 5816): what is asked of an authority, and what its answer proves. Nothing is fetched here. */
import { createHash, timingSafeEqual, webcrypto, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import { AlgorithmIdentifier, Certificate, ContentInfo, CryptoEngine, ExtKeyUsage, MessageImprint, setEngine, SignedData, TimeStampReq, TimeStampResp, TSTInfo, type Attribute } from 'pkijs';

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto }));

const OID = {
	sha256: '2.16.840.1.101.3.4.2.1',
	tstInfo: '1.2.840.113549.1.9.16.1.4',
	signedData: '1.2.840.113549.1.7.2',
	timeStamping: '1.3.6.1.5.5.7.3.8',
	extKeyUsage: '2.5.29.37',
	keyUsage: '2.5.29.15',
	signingCertificate: '1.2.840.113549.1.9.16.2.12',
	signingCertificateV2: '1.2.840.113549.1.9.16.2.47'
} as const;

/** Hashes that a time-stamp may stand on, by their identifiers; SHA-1 is none of them. */
const imprints: Record<string, string> = { [OID.sha256]: 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' };

/** `refused`: the authority gave none. `malformed`: it is no time-stamp. `other-data`: of something else. `nonce`: the answer to another question. `signature`, `certificate`: it proves nothing. */
export type TimeStampTrouble = 'refused' | 'malformed' | 'other-data' | 'nonce' | 'signature' | 'certificate';

export class TimeStampError extends Error {
	readonly code: TimeStampTrouble;

	constructor(code: TimeStampTrouble, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'TimeStampError';
		this.code = code;
	}
}

const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** The question (DER, for `application/timestamp-query`): a time-stamp of these data with the authority's certificate in it. `nonce`: bytes that nobody can foresee. */
export function timeStampQuery({ data, nonce }: { data: Uint8Array; nonce: Uint8Array }): Buffer {
	const request = new TimeStampReq({
		version: 1,
		messageImprint: new MessageImprint({ hashAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new asn1js.Null() }), hashedMessage: new asn1js.OctetString({ valueHex: buffer(createHash('sha256').update(data).digest()) }) }),
		nonce: integerOf(nonce),
		certReq: true
	});
	return Buffer.from(request.toSchema().toBER());
}

/** A positive number: its first bit is not the sign. */
const integerOf = (bytes: Uint8Array): asn1js.Integer => new asn1js.Integer({ valueHex: buffer(Buffer.concat([Buffer.of(0x01), bytes])) });

/** The token (DER) in an authority's answer (`application/timestamp-reply`). @throws {TimeStampError} `refused`, `malformed` */
export function tokenIn(reply: Uint8Array): Buffer {
	const response = attempt('the reply', () => TimeStampResp.fromBER(buffer(reply)));
	// 0: granted; 1: granted with modifications.
	if (response.status.status > 1 || !response.timeStampToken) {
		const why = response.status.statusStrings?.map((text) => text.valueBlock.value).join(' ') ?? '';
		throw new TimeStampError('refused', `the time-stamp authority answered with status ${response.status.status}${why ? `: ${why}` : ''}`);
	}
	return Buffer.from(response.timeStampToken.toSchema().toBER());
}

export interface TimeStamp {
	/** When the authority had these data before it. */
	at: Date;
	/** Within so many milliseconds; null when the authority does not say. */
	accuracyMs: number | null;
	/** Hexadecimal. */
	serial: string;
	/** Under which of its rules, as an object identifier. */
	policy: string;
	/** Whom the authority's certificate names, and until when it is valid: by then the time-stamp must have been renewed. */
	authority: string;
	validUntil: Date;
}

interface Verifying {
	/** DER. */
	token: Uint8Array;
	data: Uint8Array;
	/** Certificates (PEM) of those whose time-stamps count: roots. */
	trusted: readonly string[];
	/** What was asked with, if this is an answer to it. */
	nonce?: Uint8Array;
}

/**
 * What a token proves about these data. The certificate must have been valid when the time-stamp was made; whether it still is does not matter here.
 * @throws {TimeStampError} for a token that proves nothing
 */
export async function verifyTimeStamp({ token, data, trusted, nonce }: Verifying): Promise<TimeStamp> {
	const { signed, info } = read(token);
	const algorithm = imprints[info.messageImprint.hashAlgorithm.algorithmId];
	const imprint = Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView);
	if (algorithm === undefined || !same(imprint, createHash(algorithm).update(data).digest())) throw new TimeStampError('other-data', 'the time-stamp is of other data');
	if (nonce && !(info.nonce && same(Buffer.from(info.nonce.valueBlock.valueHexView), Buffer.from(integerOf(nonce).valueBlock.valueHexView)))) throw new TimeStampError('nonce', 'this is the answer to another question');
	const roots = trusted.map((pem) => Certificate.fromBER(buffer(new X509Certificate(pem).raw)));
	const checked = await signed.verify({ signer: 0, data: buffer(data), trustedCerts: roots, checkDate: info.genTime, checkChain: true, passedWhenNotRevValues: true, extendedMode: true }).catch((cause: unknown) => {
		const code = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 5 ? 'certificate' : 'signature';
		throw new TimeStampError(code, cause instanceof Error ? cause.message : 'the time-stamp could not be checked', { cause });
	});
	const certificate = checked.signerCertificate;
	if (!checked.signatureVerified || !certificate) throw new TimeStampError('signature', 'the signature is not of this time-stamp');
	const der = Buffer.from(certificate.toSchema(true).toBER());
	mayTimeStamp(certificate);
	meansItself(signed, der);
	const { subject, validTo } = new X509Certificate(der);
	const { accuracy } = info;
	return {
		at: info.genTime,
		accuracyMs: accuracy ? (accuracy.seconds ?? 0) * 1000 + (accuracy.millis ?? 0) + (accuracy.micros ?? 0) / 1000 : null,
		serial: Buffer.from(info.serialNumber.valueBlock.valueHexView).toString('hex'),
		policy: info.policy,
		authority: subject.replaceAll('\n', ', '),
		validUntil: new Date(validTo)
	};
}

function read(token: Uint8Array): { signed: SignedData; info: TSTInfo } {
	return attempt('the token', () => {
		const content = ContentInfo.fromBER(buffer(token));
		if (content.contentType !== OID.signedData) throw new TypeError('no signed data');
		const signed = new SignedData({ schema: content.content });
		const inside = signed.encapContentInfo.eContent?.getValue();
		// § 2.4.2: signed by the authority alone.
		if (signed.encapContentInfo.eContentType !== OID.tstInfo || !inside || signed.signerInfos.length !== 1) throw new TypeError('no time-stamp in it');
		// RFC 5652 § 5.1: what the signer has hashed with is announced.
		if (!signed.digestAlgorithms.some(({ algorithmId }) => algorithmId === signed.signerInfos[0]?.digestAlgorithm.algorithmId)) throw new TypeError('another digest is announced');
		const info = TSTInfo.fromBER(inside);
		if (info.version !== 1) throw new TypeError(`version ${info.version}`);
		return { signed, info };
	});
}

function attempt<T>(what: string, parse: () => T): T {
	try {
		return parse();
	} catch (cause) {
		throw new TimeStampError('malformed', `${what} is no time-stamp of RFC 3161`, { cause });
	}
}

/** § 2.3: the certificate is for time-stamping and for nothing else, and says so in a critical extension; its key signs. */
function mayTimeStamp({ extensions = [] }: Certificate): void {
	const purpose = extensions.find(({ extnID }) => extnID === OID.extKeyUsage);
	const purposes = purpose?.parsedValue instanceof ExtKeyUsage ? purpose.parsedValue.keyPurposes : [];
	if (!purpose?.critical || purposes.length !== 1 || purposes[0] !== OID.timeStamping) throw new TimeStampError('certificate', 'the certificate is not one for time-stamping alone');
	const usage = extensions.find(({ extnID }) => extnID === OID.keyUsage)?.parsedValue as asn1js.BitString | undefined;
	const bits = usage?.valueBlock.valueHexView[0];
	// digitalSignature (first bit) or nonRepudiation (second), and none of the others.
	if (bits !== undefined && ((bits & 0xc0) === 0 || (bits & 0x3f) !== 0)) throw new TimeStampError('certificate', 'the key of the certificate is for something else');
}

/** RFC 5035: the signed attributes name the certificate by its hash, so that no other one of the same key can be put in its place. */
function meansItself(signed: SignedData, certificate: Buffer): void {
	const attributes = signed.signerInfos[0]?.signedAttrs?.attributes ?? [];
	const named = hashesIn(attributes, OID.signingCertificateV2, 'sha256').concat(hashesIn(attributes, OID.signingCertificate, 'sha1'));
	if (!named.some(({ algorithm, hash }) => same(hash, createHash(algorithm).update(certificate).digest()))) throw new TimeStampError('certificate', 'the time-stamp names another certificate than the one in it');
}

/** Of the first certificate of an ESSCertID(v2): SEQUENCE { SEQUENCE OF SEQUENCE { hashAlgorithm?, certHash, … } … } */
function hashesIn(attributes: readonly Attribute[], type: string, standard: string): { algorithm: string; hash: Buffer }[] {
	const value: unknown = attributes.find((attribute) => attribute.type === type)?.values[0];
	const [first] = within(within(value)[0]);
	const [head, next] = within(first);
	if (head instanceof asn1js.OctetString) return [{ algorithm: standard, hash: Buffer.from(head.valueBlock.valueHexView) }];
	const [identifier] = within(head);
	const algorithm = identifier instanceof asn1js.ObjectIdentifier ? imprints[identifier.valueBlock.toString()] : undefined;
	return algorithm !== undefined && next instanceof asn1js.OctetString ? [{ algorithm, hash: Buffer.from(next.valueBlock.valueHexView) }] : [];
}

const within = (value: unknown): unknown[] => (value instanceof asn1js.Sequence ? value.valueBlock.value : []);
const same = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);
