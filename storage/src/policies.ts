import type { Store } from './connect.ts';

/** Processes that get a credential of their own. Nobody runs with root's. */
export type StoreRole = 'recorder' | 'portal' | 'jobs' | 'eraser';

/** Objects that the self-test makes and tries to delete; the only ones in `archive` that jobs may try it on. */
export const SELF_TEST_PREFIX = 'self-test/';

interface Statement {
	Effect: 'Allow';
	Action: string[];
	Resource: string[];
}

/**
 * The inline policy of a role. The recorder may put and ask for locks, and see names, but read nothing and delete nothing.
 * The portal reads and presigns; of documents it takes in what browsers have brought under `incoming/`, keeps a copy out of their reach and deletes either. Jobs read, write under lock and lengthen locks; they may delete versions in the spool (the server
 * refuses while the lock lasts) and anything in `access`. Only the eraser may pass by a GOVERNANCE lock: the jobs process opens it for an erasing and closes it again.
 */
export function policyFor(role: StoreRole, buckets: Store['buckets']): string {
	return JSON.stringify({ Version: '2012-10-17', Statement: statements[role](buckets) });
}

const objects = (bucket: string, under = '*'): string => `arn:aws:s3:::${bucket}/${under}`;
const bucket = (name: string): string => `arn:aws:s3:::${name}`;
const allow = (action: string[], ...resource: string[]): Statement => ({ Effect: 'Allow', Action: action.map((name) => `s3:${name}`), Resource: resource });

const READ = ['GetObject', 'GetObjectVersion', 'GetObjectRetention'];
const WRITE_LOCKED = ['PutObject', 'PutObjectRetention', 'GetObjectRetention', 'AbortMultipartUpload', 'ListMultipartUploadParts'];
const LIST = ['ListBucket', 'ListBucketVersions', 'GetBucketLocation'];
// AWS asks the second for a version, MinIO the first for everything.
const DELETE = ['DeleteObject', 'DeleteObjectVersion'];
const ABOUT_BUCKET = ['GetBucketVersioning', 'GetBucketObjectLockConfiguration'];

const statements: Record<StoreRole, (buckets: Store['buckets']) => Statement[]> = {
	recorder: ({ spool }) => [allow(['PutObject', 'PutObjectRetention', 'GetObjectRetention'], objects(spool)), allow(['ListBucketVersions', 'GetBucketLocation'], bucket(spool))],
	portal: ({ spool, archive, access, documents }) => [
		allow(READ, objects(spool), objects(archive), objects(access), objects(documents)),
		allow([...LIST, ...ABOUT_BUCKET], bucket(spool), bucket(archive), bucket(access)),
		allow(['PutObject', 'DeleteObject'], objects(documents))
	],
	jobs: ({ spool, archive, access, documents }) => [
		allow(['ListBucket', 'GetBucketLocation'], bucket(documents)),
		allow(['DeleteObject'], objects(documents)),
		allow(READ, objects(spool), objects(archive), objects(access)),
		allow([...LIST, ...ABOUT_BUCKET], bucket(spool), bucket(archive), bucket(access)),
		allow(WRITE_LOCKED, objects(archive)),
		allow(DELETE, objects(spool)),
		allow(DELETE, objects(archive, `${SELF_TEST_PREFIX}*`)),
		allow(['PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'], objects(access))
	],
	eraser: ({ spool, archive, access }) => [
		allow([...READ, ...DELETE, 'BypassGovernanceRetention'], objects(spool), objects(archive)),
		allow(WRITE_LOCKED, objects(archive)),
		allow(['DeleteObject'], objects(access)),
		allow(LIST, bucket(spool), bucket(archive), bucket(access))
	]
};
