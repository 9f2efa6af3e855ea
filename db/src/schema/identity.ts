/** Organisations, people, and how people prove who they are. */
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid, varchar, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { type Role } from '../actor.ts';
import { id, instant } from './columns.ts';

/** One node of the tree region ▸ departments, hospital sites, municipalities. */
export const organisation = pgTable(
	'organisation',
	{
		id: id(),
		parentId: uuid().references((): AnyPgColumn => organisation.id),
		kind: text().$type<'region' | 'department' | 'hospital' | 'municipality' | 'other'>().notNull(),
		name: text().notNull(),
		/** Ids from the root down to this one; a trigger keeps it. The subtree of X is every row whose path contains X. */
		path: uuid().array().notNull().default(sql`'{}'::uuid[]`),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [index('organisation_path').using('gin', t.path), uniqueIndex('organisation_name').on(t.parentId, t.name)]
);

export const person = pgTable(
	'person',
	{
		id: id(),
		/** As typed; unique without regard to case. */
		email: text().notNull(),
		name: text().notNull(),
		role: text().$type<Role>().notNull(),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		/** The language that they have chosen; null: none yet, the browser's stays. */
		locale: text().$type<'cs' | 'en'>(),
		disabledAt: instant(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		uniqueIndex('person_email').on(sql`lower(${t.email})`),
		index('person_organisation').on(t.organisationId),
		check('person_role', sql`${t.role} in ('admin','office','chair','member','clerk','clinician','official','staff')`)
	]
);

/** Apart from `person`, so that nothing which lists people can carry a hash along. */
export const credential = pgTable('credential', {
	personId: uuid()
		.primaryKey()
		.references(() => person.id, { onDelete: 'cascade' }),
	/** argon2id in PHC string format. */
	passwordHash: text().notNull(),
	changedAt: instant().notNull().defaultNow()
});

export const session = pgTable(
	'session',
	{
		/** SHA-256 (hex) of the session id in the cookie: a leaked table opens no session. */
		id: text().primaryKey(),
		userId: uuid()
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		expiresAt: instant().notNull(),
		createdAt: instant().notNull().defaultNow(),
		userAgent: text().notNull().default('')
	},
	(t) => [index('session_user').on(t.userId)]
);

/** Opens one page once: sets the first password of a person. */
export const oneTimeLink = pgTable('one_time_link', {
	/** SHA-256 (hex) of the token in the address. */
	tokenHash: text().primaryKey(),
	purpose: text().$type<'first-admin' | 'set-password'>().notNull(),
	/** Whose password; null for the first administrator, who is made by the page. */
	personId: uuid().references(() => person.id, { onDelete: 'cascade' }),
	expiresAt: instant().notNull(),
	usedAt: instant(),
	createdAt: instant().notNull().defaultNow()
});

/** Counters of rate-limiter-flexible: its own names and types. Keys are hashed before they come here. */
export const rateLimit = pgTable('rate_limit', {
	key: varchar({ length: 255 }).primaryKey(),
	points: integer().notNull().default(0),
	expire: instant()
});

