import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseIsNewer, migrate } from '../src/migrate.ts';
import { makeDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let client: postgres.Sql;
beforeAll(async () => {
	database = await makeDatabase({ migrated: false });
	client = postgres(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
	await client?.end();
	await database?.drop();
});

it('starts that come at once migrate an empty database once', async () => {
	const results = await Promise.all([migrate({ url: database.ownerUrl }), migrate({ url: database.ownerUrl }), migrate({ url: database.ownerUrl })]);
	expect(results.filter(({ applied }) => applied > 0)).toHaveLength(1);
	const [row] = await client`select count(*)::int as meetings from meeting`;
	expect(row).toEqual({ meetings: 0 });
});

it('a database that a newer version has upgraded is refused and left alone', async () => {
	await client`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later version', 4102444800000)`;
	const before = await client`select hash from drizzle.__drizzle_migrations order by id`;
	await expect(migrate({ url: database.ownerUrl })).rejects.toThrow(DatabaseIsNewer);
	expect(await client`select hash from drizzle.__drizzle_migrations order by id`).toEqual(before);
});
