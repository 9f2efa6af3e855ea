/** The portal about itself: settings and self-tests. */
import { bigint, boolean, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { person } from './identity.ts';

/** Portal-wide settings, one JSON value per key; whoever owns a key parses it. */
export const setting = pgTable('setting', {
	key: text().primaryKey(),
	value: jsonb().notNull(),
	changedAt: instant().notNull().defaultNow(),
	changedBy: uuid().references(() => person.id)
});

/** Storage's self-test (deleting and shortening a locked version must be refused), newest last. */
export const selfTestResult = pgTable(
	'self_test_result',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		at: instant().notNull().defaultNow(),
		passed: boolean().notNull(),
		/** What was tried and what came of it: `{check, passed, detail}[]`. */
		checks: jsonb().$type<{ check: string; passed: boolean; detail: string }[]>().notNull()
	},
	(t) => [index('self_test_result_at').on(t.at)]
);
