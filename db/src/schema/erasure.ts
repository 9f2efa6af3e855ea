/** People who want to be forgotten (GDPR art. 17). */
import { sql } from 'drizzle-orm';
import { pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { person } from './identity.ts';

/** Somebody has asked that their account be erased; waits until they withdraw it, or an administrator erases or declines. */
export const erasureRequest = pgTable(
	'erasure_request',
	{
		id: id(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		askedAt: instant().notNull().defaultNow(),
		withdrawnAt: instant(),
		/** Erased, or declined. */
		decidedAt: instant(),
		decidedBy: uuid().references(() => person.id),
		/** Why not; null: it was not declined. */
		declined: text()
	},
	(t) => [uniqueIndex('erasure_request_open').on(t.personId).where(sql`${t.withdrawnAt} is null and ${t.decidedAt} is null`)]
);
