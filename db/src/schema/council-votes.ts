/** Motions and votes. */
import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { councilItem, councilSession } from './council.ts';
import { person } from './identity.ts';

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);

/** `main`: what the item is about. `counter`: instead of it. `amendment`: to its text. `procedural`: how to go on. */
export type MotionKind = 'main' | 'amendment' | 'procedural' | 'counter';
/** `fell`: another was adopted, and this one cannot be voted on any more. */
export type MotionState = 'moved' | 'withdrawn' | 'adopted' | 'rejected' | 'fell';

export const councilMotion = pgTable(
	'council_motion',
	{
		id: id(),
		sessionId: sessionId(),
		itemId: uuid().notNull(),
		kind: text().$type<MotionKind>().notNull(),
		text: text().notNull(),
		moverId: uuid().references(() => person.id),
		/** As the minutes say it; who moves need not have an account (a rapporteur). */
		moverName: text().notNull(),
		/** In which order they are voted on, within the item. */
		position: integer().notNull(),
		state: text().$type<MotionState>().notNull().default('moved'),
		movedAt: instant().notNull().defaultNow(),
		settledAt: instant()
	},
	(t) => [
		index('council_motion_item').on(t.itemId, t.position),
		index('council_motion_session').on(t.sessionId),
		unique('council_motion_in_session').on(t.id, t.sessionId),
		foreignKey({ name: 'council_motion_item_in_session', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }),
		check('council_motion_kind', sql`${t.kind} in ('main','amendment','procedural','counter')`),
		check('council_motion_state', sql`${t.state} in ('moved','withdrawn','adopted','rejected','fell')`)
	]
);

export type VoteMode = 'open' | 'secret' | 'election';
export type VoteState = 'open' | 'closed' | 'annulled';

export const councilVote = pgTable(
	'council_vote',
	{
		id: id(),
		sessionId: sessionId(),
		itemId: uuid(),
		motionId: uuid(),
		/** Running number in the session, as the minutes say it. */
		number: integer().notNull(),
		title: text().notNull(),
		/** What is voted on, as it stood when the vote was opened. */
		text: text().notNull(),
		mode: text().$type<VoteMode>().notNull(),
		/** As `procedureSchema` writes a threshold. */
		threshold: jsonb().notNull(),
		state: text().$type<VoteState>().notNull().default('open'),
		openedAt: instant().notNull(),
		openedBy: uuid()
			.notNull()
			.references(() => person.id),
		/** When it closes by itself; a ballot that comes later does not count, whenever it is closed. */
		closesAt: instant(),
		closedAt: instant(),
		closedBy: text().$type<'chair' | 'time'>(),
		/** Seats of the body, and members present when it was opened: what majorities count from. */
		seats: integer().notNull(),
		present: integer().notNull(),
		/** As `tally` (votes/vote.rules.ts) answers; null until it is closed. */
		result: jsonb(),
		/** Of an election: `{ id, name }[]`, how many may be chosen, and which round it is. */
		candidates: jsonb(),
		places: integer().notNull().default(1),
		round: integer().notNull().default(1),
		/** The round of an election that this one follows. */
		follows: uuid().references((): AnyPgColumn => councilVote.id),
		/** The vote that this one repeats. */
		repeats: uuid().references((): AnyPgColumn => councilVote.id),
		annulledAt: instant(),
		annulledBy: uuid().references(() => person.id),
		annulReason: text()
	},
	(t) => [
		unique('council_vote_number').on(t.sessionId, t.number),
		unique('council_vote_in_session').on(t.id, t.sessionId),
		/** One vote at a time. */
		uniqueIndex('council_vote_open').on(t.sessionId).where(sql`${t.state} = 'open'`),
		foreignKey({ name: 'council_vote_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }),
		foreignKey({ name: 'council_vote_motion', columns: [t.motionId, t.sessionId], foreignColumns: [councilMotion.id, councilMotion.sessionId] }),
		check('council_vote_mode', sql`${t.mode} in ('open','secret','election')`),
		check('council_vote_state', sql`${t.state} in ('open','closed','annulled')`),
		check('council_vote_closed', sql`(${t.closedAt} is null) = (${t.closedBy} is null)`),
		check('council_vote_annulled', sql`(${t.state} = 'annulled') = (${t.annulReason} is not null)`)
	]
);

/** Who may vote: who was present when the vote was opened. Never changes afterwards. */
export const councilVoter = pgTable(
	'council_voter',
	{
		voteId: uuid()
			.notNull()
			.references(() => councilVote.id),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		name: text().notNull(),
		faction: text(),
		mode: text().$type<'hall' | 'remote'>().notNull(),
		/** The conflict of interest that they had declared on this item. */
		conflict: text()
	},
	(t) => [primaryKey({ columns: [t.voteId, t.personId] }), check('council_voter_mode', sql`${t.mode} in ('hall','remote')`)]
);

/** Ballots of open votes. Append-only: where they may be changed, a voter's last one counts. */
export const councilBallot = pgTable(
	'council_ballot',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		voteId: uuid().notNull(),
		personId: uuid().notNull(),
		choice: text().$type<'for' | 'against' | 'abstained'>().notNull(),
		castAt: instant().notNull()
	},
	(t) => [
		index('council_ballot_vote').on(t.voteId, t.personId),
		foreignKey({ name: 'council_ballot_voter', columns: [t.voteId, t.personId], foreignColumns: [councilVoter.voteId, councilVoter.personId] }),
		check('council_ballot_choice', sql`${t.choice} in ('for','against','abstained')`)
	]
);

/** A member says that the matter concerns them (Act 129/2000 § 34, Act 128/2000 § 83). Append-only. */
export const councilConflict = pgTable(
	'council_conflict',
	{
		id: id(),
		sessionId: sessionId(),
		itemId: uuid().notNull(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		reason: text().notNull(),
		declaredAt: instant().notNull().defaultNow()
	},
	(t) => [
		unique('council_conflict_once').on(t.itemId, t.personId),
		index('council_conflict_session').on(t.sessionId),
		foreignKey({ name: 'council_conflict_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] })
	]
);
