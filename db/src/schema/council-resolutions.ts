/** Resolutions: what a council has resolved, by which vote, who is to act and until when. */
import { sql } from 'drizzle-orm';
import { boolean, check, date, foreignKey, index, integer, pgTable, text, unique, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { councilBody, councilItem, councilSession } from './council.ts';
import { organisation, person } from './identity.ts';

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);

/**
 * A resolution by its number. Number, vote and moment never change; when the vote is annulled the number stays, marked so, and is not given again.
 * Its words lie in `council_resolution_text`: they are not for everybody who may know the number.
 */
export const councilResolution = pgTable(
	'council_resolution',
	{
		id: id(),
		sessionId: sessionId(),
		bodyId: uuid()
			.notNull()
			.references(() => councilBody.id),
		itemId: uuid(),
		/** The vote by which it was adopted, and the motion that was voted on. */
		voteId: uuid().notNull().unique(),
		motionId: uuid(),
		/** Running number in the session, and in the body's term of office. */
		n: integer().notNull(),
		total: integer().notNull(),
		/** As the body's rules of procedure write it. */
		number: text().notNull(),
		/** Adopted in the closed part, or on a closed item. */
		closed: boolean().notNull().default(false),
		adoptedAt: instant().notNull(),
		/** As everybody may read it, without personal data of people who are no members; null until somebody has looked it through. */
		publicText: text(),
		publishedAt: instant(),
		annulledAt: instant(),
		annulReason: text(),
		/** A later resolution that has repealed this one. */
		repealedBy: uuid().references((): AnyPgColumn => councilResolution.id)
	},
	(t) => [
		unique('council_resolution_n').on(t.sessionId, t.n),
		unique('council_resolution_in_session').on(t.id, t.sessionId),
		index('council_resolution_body').on(t.bodyId, t.adoptedAt),
		index('council_resolution_item').on(t.itemId),
		foreignKey({ name: 'council_resolution_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }),
		check('council_resolution_published', sql`${t.publishedAt} is null or (${t.publicText} is not null and not ${t.closed})`)
	]
);

const ofResolution = (name: string, t: { resolutionId: AnyPgColumn; sessionId: AnyPgColumn }) => foreignKey({ name, columns: [t.resolutionId, t.sessionId], foreignColumns: [councilResolution.id, councilResolution.sessionId] });

/** The words that were voted on. Never changed. */
export const councilResolutionText = pgTable('council_resolution_text', { resolutionId: uuid().primaryKey(), sessionId: sessionId(), text: text().notNull() }, (t) => [ofResolution('council_resolution_text_of', t)]);

/** Who is to act on a resolution, and until when: the joint for tasks. */
export const councilResolutionTask = pgTable(
	'council_resolution_task',
	{
		id: id(),
		resolutionId: uuid().notNull(),
		sessionId: sessionId(),
		/** One of the three says who. */
		organisationId: uuid().references(() => organisation.id),
		personId: uuid().references(() => person.id),
		addressee: text().notNull().default(''),
		what: text().notNull(),
		/** The last day of the term, in days of Prague. */
		dueOn: date({ mode: 'string' }),
		state: text().$type<'open' | 'done' | 'cancelled'>().notNull().default('open'),
		/** What was done, or why it is not wanted any more. */
		note: text().notNull().default(''),
		closedAt: instant(),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('council_resolution_task_due').on(t.state, t.dueOn),
		index('council_resolution_task_resolution').on(t.resolutionId),
		ofResolution('council_resolution_task_of', t),
		check('council_resolution_task_who', sql`num_nonnulls(${t.organisationId}, ${t.personId}, nullif(${t.addressee}, '')) = 1`),
		check('council_resolution_task_state', sql`${t.state} in ('open','done','cancelled')`)
	]
);
