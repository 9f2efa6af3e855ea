/**
 * The log of what was done. An entry says what happened and holds no personal data; who it was, from where and whom it concerns stands in
 * {@link auditPersonal} and can be erased: the entry keeps a salted hash of it, so that the chain over the entries stays whole.
 * Written by the function `sal_audit` and linked by `sal_audit_link` only. No foreign keys: an entry names what was, and outlives it.
 */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';

export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Who an entry's actor is; `identity`: somebody who is about to sign in, `operator`: whoever has the server itself. */
export type AuditActorKind = 'person' | 'guest' | 'link' | 'public' | 'job' | 'identity' | 'operator';

/** What a check of the log may find. */
export type AuditFindingKind =
	| 'changed' // the entry does not fit its place in the chain
	| 'personal-changed' // the personal half does not fit its hash
	| 'removed' // a place in the chain whose entry, or an entry whose personal half, is gone
	| 'gap' // a place in the chain is missing
	| 'inserted' // an entry without a place
	| 'erasure-untold' // personal fields are gone, and the entry that says so does not fit
	| 'truncated' // a checkpoint covers more than there is
	| 'rewritten' // a checkpoint saw another chain
	| 'bad-signature' // a checkpoint that is not ours
	| 'checkpoint-missing';

export interface AuditFinding {
	kind: AuditFindingKind;
	/** Id of the entry. */
	entry?: number;
	/** Place in the chain. */
	seq?: number;
	/** Number of the checkpoint. */
	checkpoint?: number;
}

/** One row: which log this database holds. Its id stands in every checkpoint and begins the chain. */
export const auditLog = pgTable('audit_log', {
	id: uuid().primaryKey().defaultRandom(),
	startedAt: instant().notNull().defaultNow()
});

export const auditEntry = pgTable(
	'audit_entry',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		at: instant().notNull(),
		/** `<module>.<verb>`; modules keep its title among their messages. */
		action: text().notNull(),
		outcome: text().$type<AuditOutcome>().notNull(),
		actorKind: text().$type<AuditActorKind>().notNull(),
		objectKind: text(),
		objectId: text(),
		/** The organisation that the object belongs to; else the actor's own. */
		organisationId: uuid(),
		/** As in the portal's own log and in the header `x-request-id`. */
		requestId: text(),
		/** Never anything personal. */
		detail: jsonb().$type<Record<string, unknown>>(),
		/** SHA-256 over the salt and the fields of {@link auditPersonal}: see `sal_audit_personal_hash`. */
		personalHash: bytes().notNull()
	},
	(t) => [
		index('audit_entry_at').on(t.at, t.id),
		index('audit_entry_organisation').on(t.organisationId, t.at, t.id),
		index('audit_entry_action').on(t.action, t.at, t.id),
		index('audit_entry_object').on(t.objectId, t.at, t.id),
		index('audit_entry_request').on(t.requestId),
		index('audit_entry_trouble').on(t.outcome, t.at, t.id).where(sql`${t.outcome} <> 'done'`),
		index('audit_entry_trouble_action').on(t.action, t.outcome, t.at, t.id).where(sql`${t.outcome} <> 'done'`),
		index('audit_entry_trouble_organisation').on(t.organisationId, t.outcome, t.at, t.id).where(sql`${t.outcome} <> 'done'`),
		check('audit_entry_outcome', sql`${t.outcome} in ('done','refused','failed')`),
		check('audit_entry_action', sql`${t.action} ~ '^[a-z][a-z0-9-]*([.][a-z0-9-]+)+$'`)
	]
);

/** What of an entry concerns people. Erased, its fields are null and `erasedBy` names the entry that says so. */
export const auditPersonal = pgTable(
	'audit_personal',
	{
		entryId: bigint({ mode: 'number' }).primaryKey(),
		/** The human being at the keyboard. */
		person: uuid(),
		/** In whose place they acted. */
		represented: uuid(),
		affiliation: uuid(),
		substitution: uuid(),
		/** Names as they were then. */
		name: text(),
		representedName: text(),
		/** Network address and browser. */
		address: text(),
		userAgent: text(),
		detail: jsonb().$type<Record<string, unknown>>(),
		/** Whom else it concerns. */
		subjects: uuid().array(),
		/** 32 random bytes. Erased with the fields: with it, a name or an address could still be guessed from the hash. */
		salt: bytes(),
		erasedBy: bigint({ mode: 'number' }),
		/** The entry's, once more, for searching within an organisation. Neither hashed nor erased here. */
		organisationId: uuid()
	},
	(t) => [
		index('audit_personal_erased').on(t.erasedBy).where(sql`${t.erasedBy} is not null`),
		index('audit_personal_address').on(t.address, t.entryId),
		index('audit_personal_address_organisation').on(t.address, t.organisationId, t.entryId)
	]
);

/**
 * An index over people: actor, represented and subjects of an entry. Says nothing that {@link auditPersonal} does not say, and repeats what the
 * entry is searched by, so that a person's entries are sifted without being read.
 */
export const auditConcern = pgTable(
	'audit_concern',
	{
		person: uuid().notNull(),
		at: instant().notNull(),
		entryId: bigint({ mode: 'number' }).notNull(),
		organisationId: uuid(),
		action: text().notNull(),
		outcome: text().$type<AuditOutcome>().notNull()
	},
	(t) => [primaryKey({ columns: [t.entryId, t.person] }), index('audit_concern_person').on(t.person, t.at, t.entryId, t.organisationId, t.action, t.outcome)]
);

/** Entries that are not in the chain yet: written with the entry, so that one of a slow transaction is linked when it becomes visible. */
export const auditPending = pgTable('audit_pending', { entryId: bigint({ mode: 'number' }).primaryKey() });

/** The chain: SHA-256 over the hash before it and the entry. The first one stands on the log's id. */
export const auditChain = pgTable('audit_chain', {
	/** 1, 2, 3 … without a gap. */
	seq: bigint({ mode: 'number' }).primaryKey(),
	entryId: bigint({ mode: 'number' }).notNull().unique(),
	hash: bytes().notNull()
});

/** Which signed checkpoints lie in the object store. */
export const auditCheckpoint = pgTable('audit_checkpoint', {
	/** 1, 2, 3 … without a gap. */
	number: integer().primaryKey(),
	at: instant().notNull().defaultNow(),
	/** How many links of the chain it covers, and the hash of the last. */
	size: bigint({ mode: 'number' }).notNull(),
	hash: bytes().notNull(),
	key: text().notNull(),
	versionId: text().notNull()
});

/** What came of checking the whole log, newest last. */
export const auditCheck = pgTable('audit_check', {
	id: integer().primaryKey().generatedAlwaysAsIdentity(),
	at: instant().notNull().defaultNow(),
	whole: boolean().notNull(),
	entries: bigint({ mode: 'number' }).notNull(),
	checkpoints: integer().notNull(),
	findings: jsonb().$type<AuditFinding[]>().notNull()
});

/** How far the log has been handed to another system. */
export const auditExport = pgTable('audit_export', {
	/** Which system: `syslog`. */
	name: text().primaryKey(),
	/** The last link that was handed over. */
	seq: bigint({ mode: 'number' }).notNull().default(0),
	at: instant(),
	/** Since when it has failed, and why; null: it works. */
	failingSince: instant(),
	error: text()
});
