/** Organisations, people, and how people prove who they are. */
import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, pgTable, text, uniqueIndex, uuid, varchar, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';

/** What an organisation is. A site, ward or workplace belongs to a hospital; `external` stands outside the region's own tree. */
export const organisationKinds = ['region', 'department', 'hospital', 'site', 'ward', 'workplace', 'school', 'social-care', 'roads', 'culture', 'municipality', 'external', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

const kindIn = (column: AnyPgColumn) => sql`${column} in (${sql.raw(organisationKinds.map((kind) => `'${kind}'`).join(','))})`;

/** Days of Prague; `validUntil` is the first day on which it no longer holds, null: open. */
const validFrom = () => date({ mode: 'string' }).notNull().default(sql`sal_today()`);
const validUntil = () => date({ mode: 'string' });

/** What a version of an organisation keeps. */
const organisationData = () => ({
	kind: text().$type<OrganisationKind>().notNull(),
	/** Collated as Czech in organisations (`cs-x-icu`, migration 0041), as people's names are. */
	name: text().notNull(),
	/** Identification number of a legal person, eight digits; units of one share it or have none. */
	ico: text(),
	/** Data-box id, seven characters (Act 300/2008 Coll.). */
	dataBox: text(),
	address: text().notNull().default('')
});

/** One node of the tree: the region, its departments, founded organisations and their units, municipalities, external bodies. */
export const organisation = pgTable(
	'organisation',
	{
		id: id(),
		parentId: uuid().references((): AnyPgColumn => organisation.id),
		...organisationData(),
		/** Its id in the system that it was imported from. */
		externalId: text().unique(),
		validFrom: validFrom(),
		validUntil: validUntil(),
		/** Which organisation took it over when it ended. */
		mergedInto: uuid().references((): AnyPgColumn => organisation.id),
		/** Ids from the root down to this one; a trigger keeps it. The subtree of X is every row whose path contains X. */
		path: uuid().array().notNull().default(sql`'{}'::uuid[]`),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('organisation_path').using('gin', t.path),
		uniqueIndex('organisation_name').on(t.parentId, t.name).where(sql`${t.validUntil} is null`),
		index('organisation_ico').on(t.ico),
		check('organisation_kind', kindIn(t.kind)),
		check('organisation_ico', sql`${t.ico} ~ '^[0-9]{8}$'`),
		check('organisation_validity', sql`${t.validUntil} >= ${t.validFrom}`)
	]
);

/** What an organisation was from one day to another: the tree as of any date. Written by a trigger, changed by nobody. */
export const organisationVersion = pgTable(
	'organisation_version',
	{
		id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		parentId: uuid().references(() => organisation.id),
		...organisationData(),
		mergedInto: uuid().references(() => organisation.id),
		validFrom: validFrom(),
		validUntil: validUntil(),
		changedAt: instant().notNull().defaultNow(),
		/** Null: a job, an import of the operator, or the start. */
		changedBy: uuid().references(() => person.id)
	},
	(t) => [index('organisation_version_organisation').on(t.organisationId, t.validFrom), index('organisation_version_parent').on(t.parentId)]
);

/** Someone with an account. Where they belong, and as what, is in {@link affiliation}. */
export const person = pgTable(
	'person',
	{
		id: id(),
		/** As typed; unique without regard to case. */
		email: text().notNull(),
		/** As shown, with titles. */
		name: text().notNull(),
		givenName: text().notNull().default(''),
		/** What lists are sorted by: collated as Czech in the database (`cs-x-icu`, migration 0040), like the given name. */
		familyName: text().notNull().default(''),
		/** Their id in the system that they were imported from. */
		externalId: text().unique(),
		/** The language that they have chosen; null: none yet, the browser's stays. */
		locale: text().$type<'cs' | 'en'>(),
		disabledAt: instant(),
		/** Anonymised on their request, where a record must stay. */
		erasedAt: instant(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [uniqueIndex('person_email').on(sql`lower(${t.email})`), index('person_family_name').on(t.familyName, t.givenName, t.id)]
);

/** A person belongs to an organisation in a position for a time. A session acts in one of them. */
export const affiliation = pgTable(
	'affiliation',
	{
		id: id(),
		personId: uuid()
			.notNull()
			.references(() => person.id),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		position: text().notNull().default(''),
		validFrom: validFrom(),
		validUntil: validUntil(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [index('affiliation_person').on(t.personId), index('affiliation_organisation').on(t.organisationId), index('affiliation_end').on(t.validUntil), check('affiliation_validity', sql`${t.validUntil} >= ${t.validFrom}`)]
);

/** A role held in an affiliation, for an organisation and everything below it. Ends with the affiliation. Never changed, only revoked. */
export const roleGrant = pgTable(
	'role_grant',
	{
		id: id(),
		affiliationId: uuid()
			.notNull()
			.references(() => affiliation.id),
		role: text().notNull(),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id),
		validFrom: instant().notNull().defaultNow(),
		/** Null: no end was set. */
		validUntil: instant(),
		/** Null: an import of the operator, or the start. */
		grantedBy: uuid().references(() => person.id),
		note: text().notNull().default(''),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [
		index('role_grant_affiliation').on(t.affiliationId),
		index('role_grant_organisation').on(t.organisationId, t.role),
		index('role_grant_expiry').on(t.validUntil).where(sql`${t.revokedAt} is null`),
		check('role_grant_role', sql`${t.role} ~ '^[a-z]+[.][a-z-]+$'`),
		check('role_grant_validity', sql`${t.validUntil} > ${t.validFrom}`)
	]
);

/** Somebody acts in another person's affiliation from … to …, with its grants but for the administrators' and the clinicians'. */
export const substitution = pgTable(
	'substitution',
	{
		id: id(),
		/** Whose place is taken. */
		affiliationId: uuid()
			.notNull()
			.references(() => affiliation.id),
		deputyId: uuid()
			.notNull()
			.references(() => person.id),
		validFrom: instant().notNull(),
		validUntil: instant().notNull(),
		reason: text().notNull().default(''),
		createdBy: uuid()
			.notNull()
			.references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id)
	},
	(t) => [index('substitution_affiliation').on(t.affiliationId), index('substitution_deputy').on(t.deputyId), index('substitution_end').on(t.validUntil), check('substitution_validity', sql`${t.validUntil} > ${t.validFrom}`)]
);

/** Apart from `person`, so that nothing which lists people can carry a hash along. */
export const credential = pgTable('credential', {
	personId: uuid()
		.primaryKey()
		.references(() => person.id, { onDelete: 'cascade' }),
	/** argon2id in PHC string format. */
	passwordHash: text().notNull(),
	changedAt: instant().notNull().defaultNow()
});

/** `provider`: by an identity provider. `link`: by a one-time link, in which a password was set. */
export type SignInMethod = 'password' | 'passkey' | 'provider' | 'link';

export const session = pgTable(
	'session',
	{
		/** SHA-256 (hex) of the session id in the cookie: a leaked table opens no session. */
		id: text().primaryKey(),
		userId: uuid()
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		expiresAt: instant().notNull(),
		createdAt: instant().notNull().defaultNow(),
		userAgent: text().notNull().default(''),
		/** What lists call it by, and what stays when the cookie's secret is changed. */
		handle: uuid().notNull().defaultRandom().unique(),
		/** Network address that it was opened from. */
		address: text().notNull().default(''),
		/** How its holder proved who they are. */
		method: text().$type<SignInMethod>().notNull().default('password'),
		/** When a second factor was shown; null: never. */
		secondFactorAt: instant(),
		/** When its holder last showed a password, a passkey, or themself to a provider. Null: nobody has told. */
		provedAt: instant().defaultNow(),
		/** Last visit to a page, to about half a minute. */
		lastSeenAt: instant().notNull().defaultNow(),
		/** The screen was locked; whoever unlocks it shows a password or a passkey. */
		lockedAt: instant(),
		/** In which affiliation the person acts; null: in the first that holds. */
		affiliationId: uuid().references(() => affiliation.id),
		/** Acting in somebody else's place. */
		substitutionId: uuid().references(() => substitution.id)
	},
	(t) => [index('session_user').on(t.userId)]
);

/** `first-admin` makes the first administrator; the others set a password: one that the operator made by hand, an invitation, a forgotten password. */
export type LinkPurpose = 'first-admin' | 'set-password' | 'invitation' | 'reset';

/** Opens one page once: sets a password of a person. */
export const oneTimeLink = pgTable('one_time_link', {
	/** SHA-256 (hex) of the token in the address. */
	tokenHash: text().primaryKey(),
	purpose: text().$type<LinkPurpose>().notNull(),
	/** Whose password; null for the first administrator, who is made by the page. */
	personId: uuid().references(() => person.id, { onDelete: 'cascade' }),
	expiresAt: instant().notNull(),
	usedAt: instant(),
	createdAt: instant().notNull().defaultNow()
});

/** Counters of rate-limiter-flexible: its own names and types. Keys are hashed before they come here. */
export const rateLimit = pgTable('rate_limit', {
	key: varchar({ length: 255 }).primaryKey(),
	points: integer().notNull().default(0),
	expire: instant()
});

