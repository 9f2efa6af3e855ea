import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import type { Store } from './connect.ts';
import type { StoredCredentials } from './file-credentials.ts';
import { AssumeRoleProvider } from './minio.ts';
import { policyFor, type StoreRole } from './policies.ts';

/** The client asks for at least this, whatever it is told. */
const SHORTEST_SECONDS = 900;

interface AssumeRole {
	endpoint: string;
	region?: string;
	/** The keys of a user who may do all that the role needs (the launcher: root's). They stay with the caller. */
	accessKey: string;
	secretKey: string;
	role: StoreRole;
	buckets: Store['buckets'];
	/** How long the credential lasts; the server gives at least 900 seconds and at most a week. */
	seconds?: number;
}

/** A credential that expires, cut down to one role's policy (STS AssumeRole). Renew it before `expiresAt`. */
export async function assumeRole({ endpoint, region = 'us-east-1', accessKey, secretKey, role, buckets, seconds = 12 * 3600 }: AssumeRole): Promise<StoredCredentials & { expiresAt: string }> {
	const provider = new AssumeRoleProvider({ stsEndpoint: endpoint, region, accessKey, secretKey, policy: policyFor(role, buckets), durationSeconds: seconds, roleSessionName: `sal-${role}` });
	// Counted from before the request, so that the true end is never earlier.
	const expiresAt = new Date(Date.now() + Math.max(seconds, SHORTEST_SECONDS) * 1000).toISOString();
	const given = await provider.getCredentials();
	return { accessKey: given.getAccessKey(), secretKey: given.getSecretKey(), sessionToken: given.getSessionToken(), expiresAt };
}

/** Writes a credentials file, readable for the owner only, in one step: a process that reads at this moment sees the old or the new one. */
export async function writeCredentials(path: string, credentials: StoredCredentials): Promise<void> {
	const fresh = `${path}.${randomBytes(6).toString('hex')}`;
	await writeFile(fresh, JSON.stringify(credentials), { mode: 0o600 });
	await rename(fresh, path);
}
