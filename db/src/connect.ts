import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema/index.ts';

export type Schema = typeof schema;
export type Database = PostgresJsDatabase<Schema>;
/** One transaction, begun by `withActor`: what every store function takes. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface Connection {
	db: Database;
	/** Idempotent; waits at most five seconds for running queries. */
	close(): Promise<void>;
}

/** Opens a pool. Connections are made on first use; a PostgreSQL that was away is found again by itself. */
export function connect({ url, max = 10 }: { url: string; max?: number }): Connection {
	// Row-level security makes costs look high, and PostgreSQL then compiles plans for longer (25–80 ms a question) than it answers them.
	const client = postgres(url, { max, connect_timeout: 10, onnotice: () => undefined, connection: { application_name: 'sal', jit: 'off' } });
	return { db: drizzle(client, { schema, casing: 'snake_case' }), close: () => client.end({ timeout: 5 }) };
}
