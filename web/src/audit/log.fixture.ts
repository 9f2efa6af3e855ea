/** A log of a test's own: a database, buckets and a key pair. Servers from the environment, as `npm test` gives it. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { affiliation, connect, migrate, organisation, person, withActor, type Connection, type PersonActor } from '@sal/db';
import { connect as connectStore, createBuckets, PORTAL_SIGNER, storeConfig, type Store } from '@sal/storage';
import postgres from 'postgres';
import { audit, type AuditEntry } from '#lib/server/audit.ts';
import { inDatabase, needed } from '#lib/server/test-database.fixture.ts';
import type { Signing } from './write-checkpoint.ts';

export interface TestLog {
	/** Of the database as `sal_app`. */
	appUrl: string;
	owner: Connection;
	app: Connection;
	store: Store;
	signing: Signing;
	actor: PersonActor;
	/** Writes entries of a person, one transaction each; answers with their ids. */
	write(...entries: Partial<AuditEntry>[]): Promise<number[]>;
	close(): Promise<void>;
}

export async function makeLog(): Promise<TestLog> {
	const name = `sal_log_${randomBytes(6).toString('hex')}`;
	const admin = postgres(needed('SAL_TEST_POSTGRES'), { max: 1, onnotice: () => undefined });
	await admin.unsafe(`create database ${name} owner sal_owner`);
	await migrate({ url: inDatabase('DATABASE_OWNER_URL', name) });
	const owner = connect({ url: inDatabase('DATABASE_OWNER_URL', name), max: 2 });
	const app = connect({ url: inDatabase('DATABASE_URL', name), max: 3 });
	const store = connectStore(storeConfig({ S3_ENDPOINT: needed('S3_ENDPOINT'), S3_ACCESS_KEY: needed('S3_ACCESS_KEY'), S3_SECRET_KEY: needed('S3_SECRET_KEY'), S3_BUCKET_PREFIX: `log-${randomBytes(5).toString('hex')}-` }));
	await createBuckets(store);
	const actor: PersonActor = { kind: 'person', person: crypto.randomUUID(), organisation: crypto.randomUUID(), affiliation: crypto.randomUUID(), grants: [] };
	await owner.db.insert(organisation).values({ id: actor.organisation, kind: 'region', name: 'Kraj' });
	await owner.db.insert(person).values({ id: actor.person, name: 'Jana Nováková', email: 'jana@kraj.test' });
	await owner.db.insert(affiliation).values({ id: actor.affiliation, personId: actor.person, organisationId: actor.organisation });
	const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
	return {
		appUrl: inDatabase('DATABASE_URL', name),
		owner,
		app,
		store,
		actor,
		signing: { db: app.db, store, signers: { [PORTAL_SIGNER]: publicKey }, signer: PORTAL_SIGNER, privateKeyPem: privateKey, lock: { mode: 'GOVERNANCE', seconds: 2 } },
		async write(...entries) {
			const ids: number[] = [];
			for (const entry of entries) ids.push(await withActor(app.db, actor, (tx) => audit(tx, { action: 'test.done', ...entry }), { requestId: 'r-1', address: '10.0.0.9', userAgent: 'Firefox' }));
			return ids;
		},
		async close() {
			store.close();
			await Promise.all([owner.close(), app.close()]);
			await admin.unsafe(`drop database ${name} with (force)`);
			await admin.end();
		}
	};
}
