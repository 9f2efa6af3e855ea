import { randomBytes } from 'node:crypto';
import { connect, createBuckets, type Store } from '../src/index.ts';

/** What the test run was given; a missing variable is a failure with a plain sentence, never a skipped test. */
export function given(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set. Run the tests with "npm test" at the root: it starts the servers and sets this.`);
	return value;
}

export const endpoint = (): string => given('S3_ENDPOINT');
export const root = (): { accessKey: string; secretKey: string } => ({ accessKey: given('S3_ACCESS_KEY'), secretKey: given('S3_SECRET_KEY') });

/** Buckets of this test file's own on the shared server, made as the product makes them. */
export async function testStore(): Promise<Store> {
	const store = connect({ endpoint: endpoint(), ...root(), prefix: `t${randomBytes(4).toString('hex')}-` });
	await createBuckets(store);
	return store;
}

/** A lock that has ended soon after the test, so that test servers can be emptied. */
export const soon = (seconds = 180): Date => new Date(Date.now() + seconds * 1000);
