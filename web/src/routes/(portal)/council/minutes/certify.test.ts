import { generateKeyPairSync } from 'node:crypto';
import { P12Signer } from '@signpdf/signer-p12';
import signpdf from '@signpdf/signpdf';
import forge from 'node-forge';
import { councilMinutesSignature, councilSession } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certify } from './certify.server.ts';
import { startDraft } from './draft.server.ts';
import { minutesFile } from './files.server.ts';
import { signaturesIn } from './pdf-signature.ts';
import { createCouncil, type Council } from './session.fixture.ts';
import { keepVersion } from './versions.server.ts';

let council: Council;
let session: string;
let issued: Buffer;
let signed: Buffer;
const key = { signer: 'sal-web', privateKeyPem: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
// After the people of the tests have been given their rights.
const now = new Date(Date.now() + 60_000);
const openedAt = new Date('2026-11-20T09:00:00Z');

beforeAll(async () => {
	council = await createCouncil();
	({ id: session } = await council.session({ openedAt }));
	await council.owner.update(councilSession).set({ state: 'ended', endedAt: openedAt }).where(eq(councilSession.id, session));
	const [office, chair] = [council.who('office'), council.who('chair')];
	await council.as(office, (tx) => startDraft(tx, { actor: office, session, now }));
	await council.as(office, (tx) => keepVersion(tx, { actor: office, session, revision: 1, note: '', now }));
	({ content: issued } = await council.as(chair, (tx) => minutesFile(tx, { actor: chair, session, format: 'pdf', version: null, open: false, now })));
	signed = await signpdf.sign(withPlaceholder(issued), new P12Signer(certificate('Cenek Predseda'), { passphrase: 'heslo' }));
});
afterAll(() => council.close());

/** A certificate that its holder has issued to themself, as PKCS #12. */
function certificate(name: string): Buffer {
	const keys = forge.pki.rsa.generateKeyPair(2048);
	const made = forge.pki.createCertificate();
	made.publicKey = keys.publicKey;
	made.serialNumber = '01';
	made.validity.notBefore = new Date('2026-01-01');
	made.validity.notAfter = new Date('2028-01-01');
	const names = [{ shortName: 'CN', value: name }];
	made.setSubject(names);
	made.setIssuer(names);
	made.sign(keys.privateKey, forge.md.sha256.create());
	return Buffer.from(forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(keys.privateKey, [made], 'heslo', { algorithm: '3des' })).getBytes(), 'latin1');
}

/** What a signing program adds to the end of a file (ISO 32000-2 §7.5.6): a signature dictionary with room for the signature, and a form that names it. */
function withPlaceholder(pdf: Buffer): Buffer {
	const text = pdf.toString('latin1');
	const last = (pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.[1] ?? '';
	const size = Number(last(/\/Size (\d+)/g));
	const root = Number(last(/\/Root (\d+) 0 R/g));
	const catalog = new RegExp(`\\n${root} 0 obj\\s*<<([\\s\\S]*?)>>\\s*endobj`).exec(text)?.[1] ?? '';
	const objects: [number, string][] = [
		[size, `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 /********** /********** /**********] /Contents <${'0'.repeat(16_384)}> >>`],
		[size + 1, `<< /Type /Annot /Subtype /Widget /FT /Sig /Rect [0 0 0 0] /F 132 /T (Podpis) /V ${size} 0 R >>`],
		[root, `<<${catalog} /AcroForm << /SigFlags 3 /Fields [${size + 1} 0 R] >> >>`]
	];
	let added = '\n';
	const at: [number, number][] = [];
	for (const [number, body] of objects) {
		at.push([number, pdf.length + added.length]);
		added += `${number} 0 obj\n${body}\nendobj\n`;
	}
	const table = at.map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	return Buffer.concat([pdf, Buffer.from(`${added}xref\n${table}trailer\n<< /Size ${size + 2} /Root ${root} 0 R /Prev ${last(/startxref\s+(\d+)/g)} >>\nstartxref\n${pdf.length + added.length}\n%%EOF\n`, 'latin1')]);
}

const bring = (bytes: Buffer) =>
	council
		.as(council.who('chair'), (tx) => certify(tx, { actor: council.who('chair'), session, bytes, key, now }))
		.then(() => 'ok', (error: { code?: string }) => error.code);

describe('a PDF that comes back signed by a program that is not ours', () => {
	it('says whose certificate it is and that the signature covers the whole file', async () => {
		expect(await signaturesIn(signed)).toEqual([
			{ subject: 'Cenek Predseda', issuer: 'Cenek Predseda', serial: '01', validFrom: '2026-01-01T00:00:00.000Z', validUntil: '2028-01-01T00:00:00.000Z', intact: true, coversAll: true, covered: signed.length }
		]);
		expect(await signaturesIn(issued)).toEqual([]);
	});

	it.each([
		['is not signed', () => issued, 'council-minutes-file-unsigned'],
		['is something else', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), signed]), 'council-minutes-file-other'],
		['was changed in its body', () => changed(signed, 2_000), 'council-minutes-file-other'],
		['was changed behind the body', () => changed(signed, signed.length - 20), 'council-minutes-file-broken'],
		['has something added after the signature', () => Buffer.concat([signed, Buffer.from('\n% více\n')]), 'council-minutes-file-broken'],
		['has a signature of something else in it', () => Buffer.concat([issued, signed.subarray(-20_000)]), 'council-minutes-file-unsigned']
	] as const)('is refused when it %s, and nothing is kept', async (_, bytes, refused) => {
		expect(await bring(bytes())).toBe(refused);
		expect(await council.owner.$count(councilMinutesSignature, eq(councilMinutesSignature.sessionId, session))).toBe(0);
	});

	it('is taken as the signature of whoever brings it, once, with what was checked and what not', async () => {
		expect(await bring(signed)).toBe('ok');
		expect(await bring(signed)).toBe('council-minutes-signed-already');
		const [row] = await council.owner.select().from(councilMinutesSignature).where(eq(councilMinutesSignature.sessionId, session));
		expect(row).toMatchObject({ kind: 'certificate', role: 'chair', report: { chain: 'not-checked', signatures: [{ subject: 'Cenek Predseda', intact: true }] } });
	});
});

function changed(pdf: Buffer, at: number): Buffer {
	const copy = Buffer.from(pdf);
	copy[at] = (copy[at] ?? 0) ^ 1;
	return copy;
}
