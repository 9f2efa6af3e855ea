/** Organisations and people from outside: imported files, and tokens with which a directory keeps them in step (SCIM). */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from './columns.ts';
import { affiliation, organisation, person } from './identity.ts';

/** `waiting-…`: the job takes it up. `unreadable` and `refused`: as checked, nothing was written; `failed`: the importer's place ended meanwhile; `lapsed`: nobody applied it in time. */
export const importStates = ['uploading', 'waiting-check', 'unreadable', 'refused', 'checked', 'waiting-apply', 'applied', 'failed', 'discarded', 'lapsed'] as const;
export type ImportState = (typeof importStates)[number];

/** One file of organisations or people: from its upload to what it changed. Stays as history, without the file. */
export const directoryImport = pgTable(
	'directory_import',
	{
		id: id(),
		of: text().$type<'organisations' | 'people'>().notNull(),
		fileName: text().notNull(),
		/** Bytes. */
		size: integer().notNull(),
		uploadedBy: uuid()
			.notNull()
			.references(() => person.id),
		/** In which place they act, also when the job does it for them. */
		affiliationId: uuid()
			.notNull()
			.references(() => affiliation.id),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		/** Which roles they may grant, and below which organisations, as it was at the upload. */
		grantable: jsonb().$type<{ role: string; below: string[] }[]>().notNull(),
		state: text().$type<ImportState>().notNull().default('uploading'),
		/** Rows that are done, of how many. */
		done: integer().notNull().default(0),
		total: integer(),
		/** How the file was read, or why not. */
		told: jsonb().$type<Record<string, unknown>>().notNull().default({}),
		counts: jsonb().$type<Record<'created' | 'changed' | 'unchanged' | 'refused', number>>(),
		/** SHA-256 (hex) of the file. */
		sha256: text(),
		createdAt: instant().notNull().defaultNow(),
		checkedAt: instant(),
		appliedAt: instant()
	},
	(t) => [
		index('directory_import_organisation').on(t.organisationId, t.createdAt),
		index('directory_import_waiting').on(t.createdAt).where(sql`${t.state} in ('waiting-check','waiting-apply')`),
		check('directory_import_state', sql`${t.state} in (${sql.raw(importStates.map((state) => `'${state}'`).join(','))})`),
		check('directory_import_of', sql`${t.of} in ('organisations','people')`)
	]
);

/** The file in slices, until it has been applied or discarded. */
export const directoryImportPiece = pgTable(
	'directory_import_piece',
	{
		importId: uuid()
			.notNull()
			.references(() => directoryImport.id, { onDelete: 'cascade' }),
		/** From 0. */
		number: integer().notNull(),
		bytes: bytes().notNull()
	},
	(t) => [primaryKey({ columns: [t.importId, t.number] })]
);

/** What becomes of each row of the file. */
export const directoryImportRow = pgTable(
	'directory_import_row',
	{
		importId: uuid()
			.notNull()
			.references(() => directoryImport.id, { onDelete: 'cascade' }),
		/** From 0, in the order of the file. */
		number: integer().notNull(),
		line: integer().notNull(),
		label: text().notNull(),
		outcome: text().$type<'created' | 'changed' | 'unchanged' | 'refused'>().notNull(),
		/** Why it is refused, or which columns change. */
		detail: jsonb().$type<{ flaw?: { column: string; reason: string; detail?: string }; columns?: string[] }>().notNull()
	},
	(t) => [primaryKey({ columns: [t.importId, t.number] }), index('directory_import_row_outcome').on(t.importId, t.outcome, t.number)]
);

/** Lets a directory keep the people of one organisation, and of all below it, by SCIM 2.0. */
export const scimToken = pgTable(
	'scim_token',
	{
		id: id(),
		/** SHA-256 (hex) of the bearer token. */
		tokenHash: text().notNull().unique(),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		/** Which directory it is for. */
		label: text().notNull(),
		createdBy: uuid()
			.notNull()
			.references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		expiresAt: instant().notNull(),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id),
		lastUsedAt: instant()
	},
	(t) => [index('scim_token_organisation').on(t.organisationId)]
);

/** What a directory calls somebody (`externalId`, RFC 7643 §3.1): its own word, so that two hospitals may both number their people from 1. */
export const scimIdentity = pgTable(
	'scim_identity',
	{
		/** Whose directory it is. */
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		externalId: text().notNull()
	},
	(t) => [primaryKey({ columns: [t.organisationId, t.personId] }), unique().on(t.organisationId, t.externalId)]
);
