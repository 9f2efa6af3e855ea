/** What the members read before they decide: files of agenda items, with their versions. The content lies in the object store. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, foreignKey, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { councilItem } from './council.ts';
import { person } from './identity.ts';

const by = () =>
	uuid()
		.notNull()
		.references(() => person.id);

/** One piece of material of an agenda item. Before the publication it can be deleted; afterwards it is withdrawn with a reason, and stays in the lists. */
export const councilMaterial = pgTable(
	'council_material',
	{
		id: id(),
		sessionId: uuid().notNull(),
		itemId: uuid().notNull(),
		/** As the agenda lists it, without a file's ending. */
		title: text().notNull(),
		/** Offered to everybody on the session's public page; never when the item is dealt with without the public. */
		public: boolean().notNull().default(false),
		createdBy: by(),
		createdAt: instant().notNull().defaultNow(),
		withdrawnBy: uuid().references(() => person.id),
		withdrawnAt: instant(),
		withdrawnWhy: text()
	},
	(t) => [
		foreignKey({ name: 'council_material_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }).onDelete('cascade'),
		unique('council_material_in_session').on(t.id, t.sessionId),
		index('council_material_session').on(t.sessionId, t.itemId, t.createdAt),
		check('council_material_title', sql`length(${t.title}) between 1 and 200`),
		check('council_material_withdrawn', sql`(${t.withdrawnAt} is null) = (${t.withdrawnBy} is null) and (${t.withdrawnAt} is null) = (${t.withdrawnWhy} is null)`)
	]
);

/** One version of a file, exactly as it came. Append-only: a new version replaces the one before, which stays readable. */
export const councilMaterialVersion = pgTable(
	'council_material_version',
	{
		id: id(),
		sessionId: uuid().notNull(),
		materialId: uuid().notNull(),
		/** From 1. */
		version: integer().notNull(),
		fileName: text().notNull(),
		/** By its content, not by its name. */
		mediaType: text().notNull(),
		/** In bytes. */
		size: bigint({ mode: 'number' }).notNull(),
		/** Of the content, in hex. */
		sha256: text().notNull(),
		/** In the bucket of documents. */
		objectKey: text().notNull().unique(),
		createdBy: by(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		foreignKey({ name: 'council_material_version_of', columns: [t.materialId, t.sessionId], foreignColumns: [councilMaterial.id, councilMaterial.sessionId] }).onDelete('cascade'),
		unique('council_material_version_number').on(t.materialId, t.version),
		check('council_material_version_sha256', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
		check('council_material_version_size', sql`${t.size} > 0`)
	]
);
