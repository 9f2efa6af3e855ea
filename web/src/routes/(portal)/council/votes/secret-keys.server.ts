/**
 * Private keys of secret votes: files in the data folder, never in the database, so that neither its rows, its log (WAL) nor its backups can open a ballot.
 * They are deleted once the vote is closed; from then on nobody can open a ballot by what was written down of it.
 */
import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { keyOf, makeSealKeys, suite, type BallotKeys } from './secret.ts';

const jwk = v.looseObject({ kty: v.literal('RSA'), n: v.string() });
const fileSchema = v.object({ sign: jwk, open: jwk });
type Private = { sign: JsonWebKey; open: JsonWebKey };

export interface Prepared extends BallotKeys {
	/** The vote's id from now on. */
	vote: string;
}

export interface VoteKeys {
	/** Makes the keys of a vote that is about to be opened. */
	prepare(): Promise<Prepared>;
	/** Signs what it cannot read (RFC 9474 § 4.3). Null of what is no blinded message of this key. */
	sign(vote: string, blinded: Uint8Array): Promise<Uint8Array | null>;
	/** The key that opens ballots. @throws {Error} when it is gone: the vote can only be annulled */
	opener(vote: string): Promise<JsonWebKey>;
	destroy(vote: string): Promise<void>;
	/** Votes whose keys were made before `before`. */
	list(before: Date): Promise<string[]>;
}

/** `folder`: readable for nobody but the portal; on one disk with nothing that is backed up. */
export function voteKeys(folder: string): VoteKeys {
	const fileOf = (vote: string) => join(folder, `${vote}.json`);
	const read = async (vote: string): Promise<Private> => v.parse(fileSchema, JSON.parse(await readFile(fileOf(vote), 'utf8')));
	return {
		async prepare() {
			const vote = randomUUID();
			const [signing, { open: opener, seal }] = await Promise.all([suite.generateKey(keyOf), makeSealKeys()]);
			const [sign, secret] = await Promise.all([crypto.subtle.exportKey('jwk', signing.publicKey), crypto.subtle.exportKey('jwk', signing.privateKey)]);
			await mkdir(folder, { recursive: true, mode: 0o700 });
			const file = await open(fileOf(vote), 'wx', 0o600);
			try {
				await file.writeFile(JSON.stringify({ sign: secret, open: opener } satisfies Private));
				await file.sync();
			} finally {
				await file.close();
			}
			return { vote, sign, seal };
		},
		async sign(vote, blinded) {
			const key = createPrivateKey({ key: { ...(await read(vote)).sign }, format: 'jwk' });
			const padding = constants.RSA_NO_PADDING;
			try {
				const signature = privateDecrypt({ key, padding }, blinded);
				// A fault in the computation would give the key away (RFC 9474 § 4.3).
				return publicEncrypt({ key: createPublicKey(key), padding }, signature).equals(blinded) ? signature : null;
			} catch {
				return null;
			}
		},
		opener: async (vote) => (await read(vote)).open,
		destroy: (vote) => rm(fileOf(vote), { force: true }),
		async list(before) {
			const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
			const ages = await Promise.all(names.map(async (name) => ({ name, made: (await stat(join(folder, name))).mtime })));
			return ages.filter(({ made }) => made < before).map(({ name }) => name.slice(0, -'.json'.length));
		}
	};
}

/** Beside the sealing key of this portal. Where none is configured there are no keys to tidy, and making or using one rejects. */
export function portalVoteKeys(sealKeyFile: string | undefined): VoteKeys {
	if (sealKeyFile) return voteKeys(join(dirname(sealKeyFile), 'votes'));
	const refuse = () => Promise.reject(new Error('SAL_SEAL_KEY_FILE is not set: keys of secret votes have no place'));
	return { prepare: refuse, sign: refuse, opener: refuse, destroy: () => Promise.resolve(), list: () => Promise.resolve([]) };
}
