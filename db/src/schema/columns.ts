import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** An instant; read and written as a `Date`, kept with microseconds in UTC. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** Random UUID made by the database. */
export const id = () => uuid().primaryKey().defaultRandom();

/** Full-text vector. Triggers fill it (see the migration `visibility`); nobody writes it by hand. */
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** Bytes (`bytea`), read and written as a `Buffer`. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
