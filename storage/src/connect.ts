import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { StoreConfig } from './config.ts';
import { FileCredentials } from './file-credentials.ts';
import { Client } from './minio.ts';

/**
 * `spool`: pieces while a meeting runs. `archive`: sealed packages. Both versioned, with Object Lock. `access`: copies that can be made again.
 * `documents`: files that people bring, before anything is sealed: a draft, and what was published by mistake, must be possible to erase.
 */
export type Bucket = 'spool' | 'archive' | 'access' | 'documents';

export interface Store {
	readonly client: Client;
	/** The buckets' real names (with the prefix, if there is one). */
	readonly buckets: Record<Bucket, string>;
	readonly region: string;
	readonly endpoint: URL;
	/** Where browsers reach the store; undefined: through the portal, `<origin>/s3`. */
	readonly publicUrl: string | undefined;
	/** Lets go of the kept connections. May be called twice. */
	close(): void;
}

/**
 * A connection to the object store. Nothing is asked of the server yet. Requests are not repeated by the client: a body may be a stream
 * that is already spent, and the callers (the recorder's upload loop, the job queue) repeat whole steps, which are idempotent.
 */
export function connect({ endpoint, region = 'us-east-1', credentialsFile, accessKey, secretKey, sessionToken, prefix = '', publicUrl }: StoreConfig): Store {
	const url = new URL(endpoint);
	const useSSL = url.protocol === 'https:';
	const agent = useSSL ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
	const client = new Client({
		endPoint: url.hostname,
		port: url.port ? Number(url.port) : useSSL ? 443 : 80,
		useSSL,
		region,
		pathStyle: true,
		transportAgent: agent,
		retryOptions: { disableRetry: true },
		...(credentialsFile ? { credentialsProvider: new FileCredentials(credentialsFile) } : { accessKey, secretKey, sessionToken })
	});
	return {
		client,
		buckets: { spool: `${prefix}spool`, archive: `${prefix}archive`, access: `${prefix}access`, documents: `${prefix}documents` },
		region,
		endpoint: url,
		publicUrl,
		close: () => agent.destroy()
	};
}
