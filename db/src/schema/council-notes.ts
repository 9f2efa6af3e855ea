/** What somebody notes for themself about an agenda item. */
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { councilItem } from './council.ts';
import { person } from './identity.ts';

/** One note of one person about one item. Nobody else reads it, whatever their role; it is in no search, no export of somebody else's and no log. Without words there is no note. */
export const councilNote = pgTable(
	'council_note',
	{
		personId: uuid()
			.notNull()
			.references(() => person.id),
		itemId: uuid().notNull(),
		sessionId: uuid().notNull(),
		text: text().notNull(),
		/** Another one with each saving: tells whether what somebody has before them is what is stored. */
		revision: uuid().notNull(),
		updatedAt: instant().notNull().defaultNow()
	},
	(t) => [
		primaryKey({ columns: [t.personId, t.itemId] }),
		foreignKey({ name: 'council_note_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }).onDelete('cascade'),
		index('council_note_of_item').on(t.itemId),
		check('council_note_text', sql`length(${t.text}) between 1 and 10000`)
	]
);
