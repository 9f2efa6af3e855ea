import postgres from 'postgres';
import { migrate } from '../src/migrate.ts';

function needed(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests with "npm test" at the root, which starts a PostgreSQL for them`);
	return value;
}

function inDatabase(url: string, name: string): string {
	const other = new URL(url);
	other.pathname = `/${name}`;
	return other.href;
}

export interface TestDatabase {
	/** As sal_owner and as sal_app. */
	ownerUrl: string;
	appUrl: string;
	drop(): Promise<void>;
}

/** A database of this test's own, empty or migrated. */
export async function makeDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
	const admin = postgres(needed('SAL_TEST_POSTGRES'), { max: 1, onnotice: () => undefined });
	const name = `sal_test_${crypto.randomUUID().replaceAll('-', '')}`;
	const ownerUrl = inDatabase(needed('DATABASE_OWNER_URL'), name);
	const appUrl = inDatabase(needed('DATABASE_URL'), name);
	await admin.unsafe(`create database ${name} owner ${decodeURIComponent(new URL(ownerUrl).username)}`);
	if (migrated) await migrate({ url: ownerUrl });
	return {
		ownerUrl,
		appUrl,
		async drop() {
			await admin.unsafe(`drop database ${name} with (force)`);
			await admin.end();
		}
	};
}
