/** The whole package as one ZIP, streamed: the originals, the event log, both manifests with their signatures, and how to check them. */
import { recording, recordingFile, type Actor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { readCloseManifest, readPackageManifest, readVersion, slug, type Store } from '@sal/storage';
import { makeZip, predictLength } from 'client-zip';
import { eq } from 'drizzle-orm';
import { logAccess } from './access-log.server.ts';
import { permit } from './facts.server.ts';

export interface PackageContents {
	fileName: string;
	manifest: { key: string; versionId: string };
	originals: { key: string; versionId: string; bytes: number }[];
	sealedAt: Date;
}

/** @throws {DomainError} `forbidden`, `not-found`, `recordings-not-sealed` */
export async function leaveToDownloadPackage(tx: Tx, { actor, id }: { actor: Actor; id: string; address?: string }): Promise<PackageContents> {
	await permit(tx, { actor, id, action: 'download-original' });
	const [row] = await tx.select({ title: recording.title, startedAt: recording.startedAt, key: recording.packageManifestKey, versionId: recording.packageManifestVersion }).from(recording).where(eq(recording.id, id));
	if (!row?.key || !row.versionId) throw new DomainError('recordings-not-sealed');
	const originals = await tx.select({ key: recordingFile.objectKey, versionId: recordingFile.objectVersion, bytes: recordingFile.bytes }).from(recordingFile).where(eq(recordingFile.recordingId, id));
	if (originals.length === 0) throw new DomainError('recordings-not-sealed');
	await logAccess(tx, { actor, recording: id, action: 'download-package' });
	return { fileName: `${slug(row.title)}-${row.startedAt.toISOString().slice(0, 10)}.zip`, manifest: { key: row.key, versionId: row.versionId }, originals, sealedAt: row.startedAt };
}

interface Entry {
	name: string;
	size: number;
	lastModified: Date;
	input: () => AsyncIterable<Uint8Array> | Uint8Array;
}

/** The ZIP and its exact length in bytes. One original is read at a time, when the browser has taken the one before. */
export async function packageZip({ store, contents }: { store: Store; contents: PackageContents }): Promise<{ stream: ReadableStream<Uint8Array>; length: bigint }> {
	const entries = [...(await proofs({ store, contents })), ...contents.originals.map((original) => originalEntry({ store, original, contents }))];
	const plan = entries.map(({ name, size, lastModified }) => ({ name, size, lastModified }));
	async function* opened() {
		for (const { input, ...entry } of entries) yield { ...entry, input: input() };
	}
	return { stream: makeZip(opened()), length: predictLength(plan) };
}

function originalEntry({ store, original, contents }: { store: Store; original: PackageContents['originals'][number]; contents: PackageContents }): Entry {
	return { name: baseName(original.key), size: original.bytes, lastModified: contents.sealedAt, input: () => readOriginal({ store, original }) };
}

async function* readOriginal({ store, original }: { store: Store; original: PackageContents['originals'][number] }): AsyncGenerator<Uint8Array> {
	const { stream, done } = await readVersion({ store, bucket: 'archive', key: original.key, versionId: original.versionId });
	for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
	await done;
}

/** Both manifests, the exact bytes that were signed, their signatures, and the lists of pieces that they name. */
async function proofs({ store, contents }: { store: Store; contents: PackageContents }): Promise<Entry[]> {
	const small = (name: string, body: Uint8Array): Entry => ({ name, size: body.length, lastModified: contents.sealedAt, input: () => body });
	const packaged = await readPackageManifest({ store, bucket: 'archive', reference: contents.manifest });
	const { close } = packaged.manifest;
	const closed = await readCloseManifest({ store, bucket: 'archive', reference: close });
	const found = [
		{ key: contents.manifest.key, ...packaged },
		{ key: close.key, ...closed }
	];
	const lists = packaged.manifest.files.map(({ pieces }) => originalEntry({ store, original: pieces, contents }));
	return [...found.flatMap(({ key, body, signatures: [signature] }) => [small(baseName(key), body), ...(signature === undefined ? [] : [small(`${baseName(key)}.sig`, Buffer.from(signature))])]), ...lists, small('CTIMNE.txt', Buffer.from(HOW_TO_CHECK))];
}

const baseName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

const HOW_TO_CHECK = `Balíček nahrávky

*.webm, *.mkv  původní stopy účastníků, tak jak je server zaznamenal; přehraje je běžný přehrávač (například VLC)
*.ndjson       co se kdy stalo: příchody, řečníci, sdílení, chat; jedna událost na řádek
*.pieces.json  části každého souboru: kde v něm leží, kdy hrají a jaký mají otisk; otisk seznamu je v soupisech
close.json     soupis při ukončení nahrávání: soubory, jejich délky a otisky SHA-256
package.json   soupis při uložení do archivu
*.sig          podpisy soupisů (Ed25519, base64)

Jak ověřit, že soubor nikdo nezměnil: spočítejte jeho otisk, například příkazem

    sha256sum <soubor>

a porovnejte ho s hodnotou "sha256" u téhož souboru v package.json. Podpis soupisu ověříte veřejným klíčem portálu,
který vám vydá správce:

    base64 -d package.json.sig > podpis && openssl pkeyutl -verify -pubin -inkey klic.pem -rawin -in package.json -sigfile podpis
`;
