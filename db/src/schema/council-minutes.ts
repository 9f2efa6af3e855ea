/** Minutes of a council's session: working copy, versions, signatures, objections, and what everybody may read of them. */
import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from './columns.ts';
import { councilSession } from './council.ts';
import { person } from './identity.ts';

const sessionId = () =>
	uuid()
		.notNull()
		.references(() => councilSession.id);
const author = () => uuid().references(() => person.id);

/** Members whom the session has elected to verify its minutes (Act 129/2000 § 43, Act 128/2000 § 95). */
export const councilVerifier = pgTable(
	'council_verifier',
	{
		sessionId: sessionId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		addedBy: author(),
		addedAt: instant().notNull().defaultNow()
	},
	(t) => [primaryKey({ columns: [t.sessionId, t.personId] }), index('council_verifier_person').on(t.personId)]
);

/** The working copy, one per session. `revision` goes up with every save: whoever saves on top of another one is refused. */
export const councilMinutesDraft = pgTable('council_minutes_draft', {
	sessionId: uuid()
		.primaryKey()
		.references(() => councilSession.id),
	revision: integer().notNull().default(1),
	/** A document as the module's `document.ts` says, as JSON. */
	content: text().notNull(),
	/** The version that it was begun from; 0 when it was drafted from the events. */
	basedOn: integer().notNull().default(0),
	updatedBy: author(),
	updatedAt: instant().notNull().defaultNow()
});

/** A version, once and for all. `content` is the exact text whose SHA-256 is signed. */
export const councilMinutesVersion = pgTable(
	'council_minutes_version',
	{
		id: id(),
		sessionId: sessionId(),
		/** 1, 2, 3 … within the session. */
		version: integer().notNull(),
		content: text().notNull(),
		/** Of `content` as UTF-8, 64 hexadecimal digits. */
		sha256: text().notNull(),
		/** What was changed, in the author's words. */
		note: text().notNull().default(''),
		createdBy: author(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		unique('council_minutes_version_number').on(t.sessionId, t.version),
		unique('council_minutes_version_in_session').on(t.id, t.sessionId),
		check('council_minutes_version_sha256', sql`${t.sha256} = encode(sha256(convert_to(${t.content}, 'UTF8')), 'hex')`)
	]
);

const ofVersion = (name: string, t: { versionId: AnyPgColumn; sessionId: AnyPgColumn }) => foreignKey({ name, columns: [t.versionId, t.sessionId], foreignColumns: [councilMinutesVersion.id, councilMinutesVersion.sessionId] });

/** A PDF: as it was handed out to be signed (`issued`), or as it came back (`signed`). */
export const councilMinutesFile = pgTable(
	'council_minutes_file',
	{
		id: id(),
		sessionId: sessionId(),
		versionId: uuid().notNull(),
		kind: text().$type<'issued' | 'signed'>().notNull(),
		sha256: text().notNull(),
		content: bytes().notNull(),
		createdBy: author(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [ofVersion('council_minutes_file_version', t), unique('council_minutes_file_once').on(t.versionId, t.kind, t.sha256), check('council_minutes_file_kind', sql`${t.kind} in ('issued','signed')`)]
);

/** Somebody's signature of one version. */
export const councilMinutesSignature = pgTable(
	'council_minutes_signature',
	{
		id: id(),
		sessionId: sessionId(),
		versionId: uuid().notNull(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		/** As it stood in the minutes. */
		name: text().notNull(),
		role: text().$type<'chair' | 'verifier'>().notNull(),
		/** By the account's second factor; or by a certificate of their own, in an uploaded PDF. */
		kind: text().$type<'account' | 'certificate'>().notNull(),
		/** The exact bytes that the portal has signed, its signature (Ed25519, base64) and its name. */
		statement: text().notNull(),
		signature: text().notNull(),
		signer: text().notNull(),
		/** The PDF with their own signature, and what was found in it. */
		fileId: uuid().references(() => councilMinutesFile.id),
		report: jsonb(),
		at: instant().notNull().defaultNow()
	},
	(t) => [
		unique('council_minutes_signature_once').on(t.versionId, t.personId),
		ofVersion('council_minutes_signature_version', t),
		check('council_minutes_signature_role', sql`${t.role} in ('chair','verifier')`),
		check('council_minutes_signature_kind', sql`${t.kind} in ('account','certificate') and (${t.kind} = 'certificate') = (${t.fileId} is not null)`)
	]
);

/** A member's objection to the minutes: the next session decides it. */
export const councilObjection = pgTable(
	'council_objection',
	{
		id: id(),
		sessionId: sessionId(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		text: text().notNull(),
		at: instant().notNull().defaultNow()
	},
	(t) => [index('council_objection_session').on(t.sessionId), unique('council_objection_in_session').on(t.id, t.sessionId)]
);

export const councilObjectionDecision = pgTable(
	'council_objection_decision',
	{
		objectionId: uuid().primaryKey(),
		sessionId: sessionId(),
		upheld: boolean().notNull(),
		text: text().notNull(),
		/** The session that has decided. */
		decidedIn: uuid()
			.notNull()
			.references(() => councilSession.id),
		decidedBy: author(),
		at: instant().notNull().defaultNow()
	},
	(t) => [foreignKey({ name: 'council_objection_decision_of', columns: [t.objectionId, t.sessionId], foreignColumns: [councilObjection.id, councilObjection.sessionId] })]
);

/** What everybody may read: anonymised, looked through by somebody, one per session. Withdrawing it takes it away. */
export const councilMinutesPublic = pgTable(
	'council_minutes_public',
	{
		sessionId: uuid()
			.primaryKey()
			.references(() => councilSession.id),
		versionId: uuid().notNull(),
		content: text().notNull(),
		publishedBy: author(),
		publishedAt: instant().notNull().defaultNow()
	},
	(t) => [ofVersion('council_minutes_public_version', t)]
);
