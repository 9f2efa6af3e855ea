import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import {
	CHAIN_START,
	chainHash,
	pieceKey,
	putLocked,
	putClose,
	sha256,
	type ListedFile,
	type Lock,
	type ManifestReference,
	type Piece,
	type Store,
	type Trust,
	type UnlistedClose
} from '../src/index.ts';

const pair = () => {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	return { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};

export const portal = pair();
export const sfu = pair();
export const thief = pair();
export const trust: Trust = { portal: { 'sal-web': portal.publicKeyPem }, sfus: { 'sfu-1': sfu.publicKeyPem } };

type TestManifest = UnlistedClose & { files: ListedFile[] };

export interface TestRecording {
	recording: string;
	openedAt: number;
	manifest: TestManifest;
	close: ManifestReference;
	/** The whole files, as they were recorded. */
	contents: Buffer[];
}

interface Make {
	store: Store;
	lock: Lock;
	people?: string[];
	pieces?: number;
	pieceBytes?: number;
	/** Changes the manifest before it is signed: a recorder that lies, or an attacker with its key. */
	twist?: (manifest: TestManifest) => TestManifest;
}

/** A closed recording in the spool, as the recorder leaves it: random bytes for media, everything else real. */
export async function makeRecording({ store, lock, people = ['Jan Novák', 'Žofie Šťastná'], pieces = 5, pieceBytes = 100_000, twist = (manifest) => manifest }: Make): Promise<TestRecording> {
	const recording = randomUUID();
	const openedAt = Date.UTC(2026, 10, 22, 9);
	const contents: Buffer[] = [];
	const files: ListedFile[] = [];
	for (const who of people) {
		const id = randomBytes(4).toString('hex');
		const bytes = randomBytes(pieces * pieceBytes);
		contents.push(bytes);
		const made: Piece[] = [];
		for (let number = 0; number < pieces; number += 1) {
			const body = bytes.subarray(number * pieceBytes, (number + 1) * pieceBytes);
			const key = pieceKey({ recording, openedAt, who, what: 'camera', file: id, number, extension: 'webm' });
			const written = await putLocked({ store, bucket: 'spool', key, body, contentType: 'video/webm', lock });
			made.push({
				number,
				key,
				versionId: written.versionId,
				offset: number * pieceBytes,
				bytes: body.length,
				sha256: written.sha256,
				chain: chainHash(made.at(-1)?.chain ?? CHAIN_START, written.sha256),
				start: number * 4000,
				end: (number + 1) * 4000,
				key_frame: true
			});
		}
		files.push({ id, kind: 'media', contentType: 'video/webm', extension: 'webm', start: 0, end: pieces * 4000, bytes: bytes.length, sha256: sha256(bytes), pieces: made, gaps: [], about: { name: who } });
	}
	const manifest = twist({ format: 'sal-close/2', recording, openedAt, closedAt: openedAt + pieces * 4000, files, gaps: [], signer: 'sfu-1', about: {} });
	const { key, versionId, sha256: hash } = await putClose({ store, manifest, privateKeyPem: sfu.privateKeyPem, lock });
	return { recording, openedAt, manifest, close: { key, versionId, sha256: hash }, contents };
}
