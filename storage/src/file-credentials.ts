import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { CredentialProvider, Credentials } from './minio.ts';
import { StorageError } from './storage-error.ts';

export const credentialsSchema = v.object({
	accessKey: v.pipe(v.string(), v.minLength(1)),
	secretKey: v.pipe(v.string(), v.minLength(1)),
	sessionToken: v.optional(v.string()),
	/** ISO 8601; absent for keys that do not expire. */
	expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp()))
});
export type StoredCredentials = v.InferOutput<typeof credentialsSchema>;

/** Keys from a file that the launcher rewrites before they expire: looked at before every request, read again when it has changed. */
export class FileCredentials extends CredentialProvider {
	readonly #path: string;
	#seen = '';
	#current: Credentials | undefined;

	constructor(path: string) {
		super({ accessKey: '', secretKey: '' });
		this.#path = path;
	}

	override async getCredentials(): Promise<Credentials> {
		const file = await stat(this.#path);
		const seen = `${file.ino}:${file.mtimeMs}:${file.size}`;
		if (this.#current && seen === this.#seen) return this.#current;
		this.#current = new Credentials(await readCredentials(this.#path));
		this.#seen = seen;
		return this.#current;
	}
}

/** Reads and checks a credentials file. Throws `configuration` when it is not one. */
export async function readCredentials(path: string): Promise<StoredCredentials> {
	const text = await readFile(path, 'utf8');
	try {
		return v.parse(credentialsSchema, JSON.parse(text));
	} catch (cause) {
		throw new StorageError('configuration', `${path} does not hold {accessKey, secretKey, sessionToken?, expiresAt?}; start the launcher again, it writes the file anew`, { cause });
	}
}
