import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';

/** Any constant: two starts at once must not migrate at once. */
const MIGRATION_LOCK = 7_290_411;
const folder = fileURLToPath(new URL('../migrations', import.meta.url));

/** The database was migrated by a newer Sál than this one (or by a changed migration). */
export class DatabaseIsNewer extends Error {
	constructor() {
		super('The database was upgraded by a newer version of Sál than this one. Start the newer version, or restore the backup made before the upgrade.');
	}
}

/**
 * Brings the database up to this code's version, as its owner, under an advisory lock.
 * Every migration runs in one transaction: it is applied whole or not at all. Returns how many were applied.
 * @throws {DatabaseIsNewer} without having changed anything
 */
export async function migrate({ url }: { url: string }): Promise<{ applied: number }> {
	const client = postgres(url, { max: 1, onnotice: () => undefined });
	try {
		await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
		const known = new Set(readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.hash));
		const before = await appliedHashes(client);
		if (before.some((hash) => !known.has(hash))) throw new DatabaseIsNewer();
		await applyMigrations(drizzle(client), { migrationsFolder: folder });
		const [dictionary] = await client`select sal_use_czech_dictionary() as changed`;
		if (dictionary?.changed) await client`update recording set search = null`; // the trigger writes it anew
		return { applied: known.size - before.length };
	} finally {
		await client.end({ timeout: 5 });
	}
}

async function appliedHashes(client: postgres.Sql): Promise<string[]> {
	const [table] = await client`select to_regclass('drizzle.__drizzle_migrations') as name`;
	if (!table?.name) return [];
	const rows = await client`select hash from drizzle.__drizzle_migrations`;
	return rows.map((row) => String(row.hash));
}
