/** Councils: bodies, who sits in them, by which rules they proceed, their sessions, and what happened in these. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { organisation, person } from './identity.ts';
import { meeting } from './meetings.ts';

/** Regional assembly (zastupitelstvo kraje), regional council (rada kraje), municipal assembly and council, committee (výbor), commission (komise). */
export type BodyKind = 'regional-assembly' | 'regional-council' | 'municipal-assembly' | 'municipal-council' | 'committee' | 'commission';

export const councilBody = pgTable(
	'council_body',
	{
		id: id(),
		/** The owner: a region or a municipality. */
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		name: text().notNull(),
		kind: text().$type<BodyKind>().notNull(),
		/** How many members it has by law or by decision, vacant seats included: every majority "of all" counts from here. */
		seats: integer().notNull(),
		/** Sessions are open to the public (Act 129/2000 § 42, Act 128/2000 § 93): assemblies are, councils are not. */
		publicSessions: boolean().notNull(),
		closedAt: instant(),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('council_body_organisation').on(t.organisationId),
		check('council_body_kind', sql`${t.kind} in ('regional-assembly','regional-council','municipal-assembly','municipal-council','committee','commission')`),
		check('council_body_seats', sql`${t.seats} between 1 and 500`)
	]
);

const bodyId = () =>
	uuid()
		.notNull()
		.references(() => councilBody.id);

/** A version of a body's rules of procedure (jednací řád). Append-only: a session keeps the version that it was called under. */
export const councilProcedure = pgTable(
	'council_procedure',
	{
		id: id(),
		bodyId: bodyId(),
		/** 1, 2, 3 … within the body. */
		version: integer().notNull(),
		validFrom: date({ mode: 'string' }).notNull(),
		/** As `procedureSchema` of the module `council` parses it. */
		settings: jsonb().notNull(),
		/** Which resolution approved it. */
		note: text().notNull().default(''),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [unique('council_procedure_version').on(t.bodyId, t.version)]
);

export const councilFaction = pgTable(
	'council_faction',
	{
		id: id(),
		bodyId: bodyId(),
		name: text().notNull(),
		short: text().notNull(),
		/** Hue of its colour, 0 … 359. */
		hue: integer().notNull().default(210),
		closedAt: instant()
	},
	(t) => [unique('council_faction_short').on(t.bodyId, t.short), unique('council_faction_in_body').on(t.id, t.bodyId), check('council_faction_hue', sql`${t.hue} between 0 and 359`)]
);

/** Somebody's seat in a body. The mandate is personal: no deputy sits in it. Ended, never deleted. */
export const councilMember = pgTable(
	'council_member',
	{
		id: id(),
		bodyId: bodyId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		/** Who presides, and who presides when they cannot. `rank` orders the deputies. */
		office: text().$type<'chair' | 'deputy' | 'member'>().notNull().default('member'),
		rank: integer().notNull().default(0),
		factionId: uuid(),
		/** In whole days of Prague; `validUntil` is the first day after the term. */
		validFrom: date({ mode: 'string' }).notNull(),
		validUntil: date({ mode: 'string' }),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('council_member_person').on(t.personId),
		uniqueIndex('council_member_once').on(t.bodyId, t.personId, t.validFrom),
		foreignKey({ name: 'council_member_faction', columns: [t.factionId, t.bodyId], foreignColumns: [councilFaction.id, councilFaction.bodyId] }),
		check('council_member_office', sql`${t.office} in ('chair','deputy','member')`),
		check('council_member_term', sql`${t.validUntil} is null or ${t.validUntil} > ${t.validFrom}`)
	]
);

/**
 * `draft`: seen by the office and the chair. `published`: on the notice board. `running`, `suspended` (a break), `ended`: minutes are being made,
 * `cancelled`.
 */
export type CouncilSessionState = 'draft' | 'published' | 'running' | 'suspended' | 'ended' | 'cancelled';

export const councilSession = pgTable(
	'council_session',
	{
		id: id(),
		bodyId: bodyId(),
		/** Of the body. */
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		/** Number of the session in its term of office, as on the invitation. */
		number: integer().notNull(),
		title: text().notNull(),
		/** The room. One meeting is one session. */
		meetingId: uuid()
			.notNull()
			.unique()
			.references(() => meeting.id),
		procedureId: uuid()
			.notNull()
			.references(() => councilProcedure.id),
		place: text().notNull(),
		startsAt: instant().notNull(),
		plannedMinutes: integer().notNull(),
		/** Members may take part by picture and sound (Act 128/2000 § 92a; Act 129/2000 § 41a), as the rules of procedure allow. */
		remote: boolean().notNull().default(false),
		/** Called in a state of crisis: the shorter term of publication. */
		crisis: boolean().notNull().default(false),
		/** The session that this one stands in for, because that one had no quorum. */
		substituteFor: uuid().references((): AnyPgColumn => councilSession.id),
		state: text().$type<CouncilSessionState>().notNull().default('draft'),
		/** Up by one with every act on the running session. Whoever acts locks this row. */
		version: integer().notNull().default(0),
		/** Highest sequence of an event that the media server has confirmed, and version of the state it was told last. */
		toldSequence: bigint({ mode: 'number' }).notNull().default(0),
		toldVersion: integer().notNull().default(0),
		/** Who presides now; null before the opening. */
		presidedBy: uuid().references(() => person.id),
		/** Since when nothing has been heard of them: a deputy may take over. */
		presidingLostAt: instant(),
		/** Participant whose tile stays beside the speaker's: the sign-language interpreter. */
		interpreter: uuid(),
		/** The council has approved today's agenda: numbers no longer change. */
		agendaApprovedAt: instant(),
		/** One of its own items: the migration says so, because two tables cannot name each other here. */
		currentItemId: uuid(),
		/** The closed part runs: no public, no guests but those who were let in. */
		closedPart: boolean().notNull().default(false),
		publishedAt: instant(),
		openedAt: instant(),
		endedAt: instant(),
		cancelledAt: instant(),
		cancelReason: text(),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		updatedAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('council_session_body').on(t.bodyId, t.startsAt),
		index('council_session_organisation').on(t.organisationId),
		check('council_session_state', sql`${t.state} in ('draft','published','running','suspended','ended','cancelled')`)
	]
);

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);

/** Ordinary business, a report, an election, an interpellation, the approval of the agenda, a break. */
export type ItemKind = 'procedure' | 'business' | 'report' | 'election' | 'questions' | 'break';

export const councilItem = pgTable(
	'council_item',
	{
		id: id(),
		sessionId: sessionId(),
		/** As printed: `3`, `3.1`. Given anew when items move, until the agenda is approved. */
		number: text().notNull(),
		/** Order within the session; unique only when a transaction ends, so that items can change places. */
		position: integer().notNull(),
		kind: text().$type<ItemKind>().notNull().default('business'),
		title: text().notNull(),
		rapporteurId: uuid().references(() => person.id),
		/** When nobody with an account reports. */
		rapporteurName: text().notNull().default(''),
		plannedMinutes: integer().notNull().default(10),
		/** Dealt with without the public. */
		closed: boolean().notNull().default(false),
		/** Added after the agenda was published: the assembly itself decides whether it is dealt with. */
		late: boolean().notNull().default(false),
		/** `withdrawn` items stay on the page, struck out. */
		state: text().$type<'planned' | 'open' | 'done' | 'withdrawn'>().notNull().default('planned'),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		updatedAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('council_item_session').on(t.sessionId, t.position),
		unique('council_item_in_session').on(t.id, t.sessionId),
		check('council_item_kind', sql`${t.kind} in ('procedure','business','report','election','questions','break')`),
		check('council_item_state', sql`${t.state} in ('planned','open','done','withdrawn')`)
	]
);

/** Text that the council is asked to resolve: a row of its own, because that of a closed item is not for everybody who may read its title. */
export const councilProposal = pgTable(
	'council_proposal',
	{
		itemId: uuid().primaryKey(),
		sessionId: sessionId(),
		text: text().notNull()
	},
	(t) => [foreignKey({ name: 'council_proposal_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] }).onDelete('cascade')]
);

/** Proof of a publication: when the agenda was hung on the notice board, and exactly what hung there. Append-only. */
export const councilPublication = pgTable(
	'council_publication',
	{
		id: id(),
		sessionId: sessionId(),
		at: instant().notNull(),
		by: uuid()
			.notNull()
			.references(() => person.id),
		/** The agenda as it was shown: place, hour, items. Nothing of a closed item but its title. */
		agenda: jsonb().notNull(),
		/** SHA-256 (hex) of the agenda's canonical JSON (RFC 8785). */
		sha256: text().notNull(),
		/** Did it keep the term? Of a change after the first publication: null. */
		kept: boolean()
	},
	(t) => [index('council_publication_session').on(t.sessionId, t.at)]
);

/**
 * What happened in a running session, in order: the evidence from which minutes, chapters and the sealed package are made. Append-only;
 * a correction is another event.
 */
export const councilEvent = pgTable(
	'council_event',
	{
		sessionId: sessionId(),
		/** 1, 2, 3 … within the session, without a hole. */
		sequence: bigint({ mode: 'number' }).notNull(),
		at: instant().notNull(),
		/** `<area>.<what>`, as the module's `events.ts` lists them. */
		type: text().notNull(),
		data: jsonb().notNull().default({}),
		itemId: uuid(),
		/** Who did it; null for the media server and jobs. */
		byPerson: uuid().references(() => person.id),
		/** Not for the public: it happened in the closed part. */
		closed: boolean().notNull().default(false)
	},
	(t) => [
		primaryKey({ columns: [t.sessionId, t.sequence] }),
		foreignKey({ name: 'council_event_item', columns: [t.itemId, t.sessionId], foreignColumns: [councilItem.id, councilItem.sessionId] })
	]
);
