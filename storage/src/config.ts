import * as v from 'valibot';
import { StorageError } from './storage-error.ts';

const environment = v.object({
	S3_ENDPOINT: v.pipe(v.optional(v.string(), ''), v.nonEmpty('S3_ENDPOINT is not set; give the address of the object store, e.g. http://127.0.0.1:9000'), v.url('S3_ENDPOINT is not an address like http://127.0.0.1:9000')),
	S3_REGION: v.optional(v.pipe(v.string(), v.minLength(1)), 'us-east-1'),
	S3_CREDENTIALS_FILE: v.optional(v.string()),
	S3_ACCESS_KEY: v.optional(v.string()),
	S3_SECRET_KEY: v.optional(v.string()),
	/** Put before the names of the buckets, so that several installations or tests share one server. */
	S3_BUCKET_PREFIX: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{0,40}$/, 'S3_BUCKET_PREFIX may hold lower-case letters, digits and hyphens, at most 40')), ''),
	/** Where browsers reach the store when it is not `<origin>/s3`. */
	S3_PUBLIC_URL: v.optional(v.pipe(v.string(), v.url('S3_PUBLIC_URL is not an address')))
});

export interface StoreConfig {
	endpoint: string;
	region?: string;
	/** A JSON file {accessKey, secretKey, sessionToken?, expiresAt?} that somebody rewrites before it expires … */
	credentialsFile?: string;
	/** … or a fixed pair. */
	accessKey?: string;
	secretKey?: string;
	sessionToken?: string;
	/** Before the bucket names. */
	prefix?: string;
	publicUrl?: string;
}

/**
 * Reads the S3_* variables. Throws a {@link StorageError} `configuration` whose message names the variable and what to do.
 */
export function storeConfig(env: Record<string, string | undefined>): StoreConfig {
	const parsed = v.safeParse(environment, env, { abortPipeEarly: true });
	if (!parsed.success) throw new StorageError('configuration', parsed.issues.map((issue) => issue.message).join('; '));
	const set = parsed.output;
	const config = { endpoint: set.S3_ENDPOINT, region: set.S3_REGION, prefix: set.S3_BUCKET_PREFIX, publicUrl: set.S3_PUBLIC_URL };
	if (set.S3_CREDENTIALS_FILE) return { ...config, credentialsFile: set.S3_CREDENTIALS_FILE };
	if (set.S3_ACCESS_KEY && set.S3_SECRET_KEY) return { ...config, accessKey: set.S3_ACCESS_KEY, secretKey: set.S3_SECRET_KEY };
	throw new StorageError('configuration', 'no key for the object store: set S3_CREDENTIALS_FILE, or S3_ACCESS_KEY and S3_SECRET_KEY');
}
