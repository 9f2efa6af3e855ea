import { migrate } from '@sal/db';
import postgres from 'postgres';
import { inDatabase, needed } from '../src/lib/server/test-database.fixture.ts';

/** The same database, as its owner and as the portal (`sal_app`). */
export interface ThrowAwayDatabase {
	owner: string;
	app: string;
}

/**
 * Gives `use` a migrated, empty database and drops it afterwards, whatever happens.
 * Reads SAL_TEST_POSTGRES, DATABASE_OWNER_URL and DATABASE_URL.
 */
export async function inThrowAwayDatabase<T>(use: (database: ThrowAwayDatabase) => Promise<T>): Promise<T> {
	const admin = postgres(needed('SAL_TEST_POSTGRES'), { max: 1, onnotice: () => undefined });
	const name = `sal_bench_${crypto.randomUUID().replaceAll('-', '')}`;
	const owner = inDatabase('DATABASE_OWNER_URL', name);
	try {
		await admin.unsafe(`create database ${name} owner ${decodeURIComponent(new URL(owner).username)}`);
		await migrate({ url: owner });
		return await use({ owner, app: inDatabase('DATABASE_URL', name) });
	} finally {
		await admin.unsafe(`drop database if exists ${name} with (force)`);
		await admin.end();
	}
}
