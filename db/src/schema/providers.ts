/** OpenID Connect providers, whom they serve, and who has come through them. */
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { organisation, person, session } from './identity.ts';

/** A provider that signs people of certain organisations in (OpenID Connect Core 1.0). */
export const provider = pgTable(
	'provider',
	{
		id: id(),
		/** As people see it at the login page. */
		name: text().notNull(),
		/** Exactly as in its metadata and its tokens. */
		issuer: text().notNull(),
		clientId: text().notNull(),
		/** Sealed with the portal's key: a leaked table signs nobody in. */
		clientSecret: text().notNull(),
		/** Domains of e-mail addresses by which the login page recognises its people, in lower case. */
		emailDomains: text().array().notNull().default(sql`'{}'::text[]`),
		/** Where people who are unknown yet get an account without roles; null: they get none. */
		newcomersOrganisationId: uuid().references(() => organisation.id),
		disabledAt: instant(),
		createdAt: instant().notNull().defaultNow(),
		createdBy: uuid().references(() => person.id)
	},
	(t) => [uniqueIndex('provider_issuer').on(t.issuer, t.clientId)]
);

/** A provider serves this organisation and everything below it. */
export const providerOrganisation = pgTable(
	'provider_organisation',
	{
		providerId: uuid()
			.notNull()
			.references(() => provider.id, { onDelete: 'cascade' }),
		organisationId: uuid()
			.notNull()
			.references(() => organisation.id)
	},
	(t) => [primaryKey({ columns: [t.providerId, t.organisationId] })]
);

/** A person is this subject of that provider. The subject alone counts: an e-mail address may be given to somebody else one day. */
export const providerIdentity = pgTable(
	'provider_identity',
	{
		id: id(),
		providerId: uuid()
			.notNull()
			.references(() => provider.id, { onDelete: 'cascade' }),
		subject: text().notNull(),
		personId: uuid()
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		/** The address that the provider gave when the two were tied together. */
		email: text().notNull(),
		createdAt: instant().notNull().defaultNow(),
		lastUsedAt: instant()
	},
	(t) => [uniqueIndex('provider_identity_subject').on(t.providerId, t.subject), uniqueIndex('provider_identity_person').on(t.providerId, t.personId)]
);

/** Somebody has been sent to a provider and is expected back, in the same browser, once. */
export const providerAttempt = pgTable(
	'provider_attempt',
	{
		/** SHA-256 (hex) of the `state` parameter. */
		stateHash: text().primaryKey(),
		providerId: uuid()
			.notNull()
			.references(() => provider.id, { onDelete: 'cascade' }),
		/** SHA-256 (hex) of the secret in the browser's cookie. */
		browserHash: text().notNull(),
		nonce: text().notNull(),
		codeVerifier: text().notNull(),
		/** Page of ours to go to afterwards. */
		next: text().notNull(),
		expiresAt: instant().notNull()
	},
	(t) => [index('provider_attempt_expiry').on(t.expiresAt)]
);

/** What a session that was opened through a provider must know to be ended by it, or together with it. */
export const providerSession = pgTable(
	'provider_session',
	{
		sessionId: text()
			.primaryKey()
			.references(() => session.id, { onDelete: 'cascade' }),
		providerId: uuid()
			.notNull()
			.references(() => provider.id, { onDelete: 'cascade' }),
		subject: text().notNull(),
		/** The provider's session (`sid`), if it has told one. */
		sid: text()
	},
	(t) => [index('provider_session_subject').on(t.providerId, t.subject)]
);

/** Logout tokens that have been obeyed: none of them twice. */
export const providerLogout = pgTable(
	'provider_logout',
	{
		providerId: uuid()
			.notNull()
			.references(() => provider.id, { onDelete: 'cascade' }),
		jti: text().notNull(),
		expiresAt: instant().notNull()
	},
	(t) => [primaryKey({ columns: [t.providerId, t.jti] }), index('provider_logout_expiry').on(t.expiresAt)]
);
