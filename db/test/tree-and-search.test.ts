import { eq, sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisation, recording, recordingChat } from '../src/index.ts';
import { makeDatabase, type TestDatabase } from './database.ts';
import { fillRegion, org, recordings } from './region.ts';

let database: TestDatabase;
let client: postgres.Sql;
let db: PostgresJsDatabase;
beforeAll(async () => {
	database = await makeDatabase();
	await fillRegion(database.ownerUrl);
	client = postgres(database.ownerUrl, { max: 1 });
	db = drizzle(client, { casing: 'snake_case' });
	await db.update(recording).set({ title: 'Zasedání zastupitelstva kraje', people: ['Jana Nováková', 'Jiří Šťastný'] }).where(eq(recording.id, recordings.session));
	await db.insert(recordingChat).values({ id: crypto.randomUUID(), recordingId: recordings.session, atMs: 0, name: 'Jana', text: 'Posílám smlouvu o nemocnici v Krnově.' });
});
afterAll(async () => {
	await client?.end();
	await database?.drop();
});

const path = async (id: string) => (await db.select({ path: organisation.path }).from(organisation).where(eq(organisation.id, id)))[0]?.path;

it('paths follow a department that moves, and a loop is refused', async () => {
	expect(await path(org.ward)).toEqual([org.root, org.hospital, org.ward]);
	await db.update(organisation).set({ parentId: org.town }).where(eq(organisation.id, org.hospital));
	expect(await path(org.ward)).toEqual([org.root, org.town, org.hospital, org.ward]);
	await expect(db.update(organisation).set({ parentId: org.ward }).where(eq(organisation.id, org.town))).rejects.toThrow();
	await db.update(organisation).set({ parentId: org.root }).where(eq(organisation.id, org.hospital));
});

describe('a recording is found by', () => {
	it.each([
		['its title', 'zasedání zastupitelstva'],
		['no diacritics', 'zasedani'],
		['another case', 'zasedáními'],
		['another case without diacritics', 'zastupitelstvem kraji'],
		['a person', 'Nováková'],
		['a person without diacritics', 'novakova'],
		['a person in another case', 'Novákovou'],
		['a person in another case without diacritics', 'novakove stastneho'],
		['the beginning of a word', 'zastup'],
		['chat', 'smlouva'],
		['a place in another case', 'Krnov'],
		['its organisation', 'kraj'],
		['words of title and chat together', 'zasedani nemocnice'],
		['capital letters and punctuation', 'ZASTUPITELSTVO, (kraje)!']
	])('%s: %s', async (_, query) => {
		const rows = await db.execute(sql`select sal_search_recordings(${query}) as id`);
		expect(rows.map((row) => row.id)).toContain(recordings.session);
	});

	it.each(['lékárna', 'zasedání lékárna', 'xyz', "' | !", ''])('and not by: %s', async (query) => {
		const rows = await db.execute(sql`select sal_search_recordings(${query}) as id`);
		expect(rows.map((row) => row.id)).not.toContain(recordings.session);
	});
});

it('chat that retention takes is no longer found', async () => {
	await db.delete(recordingChat).where(eq(recordingChat.recordingId, recordings.session));
	const rows = await db.execute(sql`select sal_search_recordings('smlouva') as id`);
	expect(rows).toHaveLength(0);
});
