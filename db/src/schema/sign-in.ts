/** Second factors, passkeys, and what each organisation asks of those who sign in. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { organisation, person } from './identity.ts';

const personId = () =>
	uuid()
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' });

/** One-time codes of a phone (RFC 6238), 30 seconds, six digits, SHA-1: what every authenticator knows. */
export const totp = pgTable('totp', {
	personId: personId().primaryKey(),
	/** Sealed with the portal's key: a leaked table gives no codes. */
	secret: text().notNull(),
	/** Null until a first code was typed: it does not count before. */
	confirmedAt: instant(),
	/** The newest time step whose code was taken; none up to it is taken again (RFC 6238 §5.2). */
	lastStep: bigint({ mode: 'number' }).notNull().default(0),
	createdAt: instant().notNull().defaultNow()
});

/** Each opens the second factor once, when the phone is gone. */
export const recoveryCode = pgTable(
	'recovery_code',
	{
		id: id(),
		personId: personId(),
		/** SHA-256 (hex) of person and code; a code has 80 random bits. */
		codeHash: text().notNull().unique(),
		usedAt: instant(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [index('recovery_code_person').on(t.personId)]
);

/** A WebAuthn credential. */
export const passkey = pgTable(
	'passkey',
	{
		/** Credential id, base64url. */
		id: text().primaryKey(),
		personId: personId(),
		/** COSE key, base64url. */
		publicKey: text().notNull(),
		/** Signature counter; 0 for those that keep none. */
		counter: bigint({ mode: 'number' }).notNull(),
		transports: text().array().notNull().default(sql`'{}'::text[]`),
		/** As its owner calls it. */
		name: text().notNull(),
		/** It is kept by a service and works on several devices. */
		backedUp: boolean().notNull().default(false),
		createdAt: instant().notNull().defaultNow(),
		lastUsedAt: instant()
	},
	(t) => [index('passkey_person').on(t.personId)]
);

/** Somebody on the way in, or a passkey's challenge: never a session, good once and for minutes. */
export const signInChallenge = pgTable(
	'sign_in_challenge',
	{
		/** SHA-256 (hex) of the secret in the browser's cookie. */
		secretHash: text().primaryKey(),
		purpose: text().$type<'second-factor' | 'passkey-sign-in' | 'passkey-register'>().notNull(),
		/** Null while it is not known who it will be. */
		personId: uuid().references(() => person.id, { onDelete: 'cascade' }),
		/** How the first factor was shown. */
		method: text(),
		/** What a passkey has to sign, base64url. */
		challenge: text(),
		expiresAt: instant().notNull(),
		createdAt: instant().notNull().defaultNow()
	},
	(t) => [index('sign_in_challenge_expiry').on(t.expiresAt)]
);

/** What an organisation, and everything below it, asks of those who sign in. Of several on the path the strictest holds. */
export const signInPolicy = pgTable(
	'sign_in_policy',
	{
		organisationId: uuid()
			.primaryKey()
			.references(() => organisation.id),
		password: boolean().notNull().default(true),
		passkey: boolean().notNull().default(true),
		provider: boolean().notNull().default(true),
		/** Holders of these roles need a second factor; `*`: everybody. */
		secondFactorRoles: text().array().notNull().default(sql`'{}'::text[]`),
		/** Hours without a visit after which a session ends. */
		sessionHours: integer().notNull(),
		/** Days after signing in, whatever happens. */
		sessionDays: integer().notNull(),
		/** Minutes without a touch after which the screen is locked; null: never. */
		idleMinutes: integer(),
		changedAt: instant().notNull().defaultNow(),
		changedBy: uuid().references(() => person.id)
	},
	(t) => [
		check('sign_in_policy_way', sql`${t.password} or ${t.passkey} or ${t.provider}`),
		check('sign_in_policy_times', sql`${t.sessionHours} between 1 and 12 and ${t.sessionDays} between 1 and 7 and ${t.idleMinutes} between 1 and 480`)
	]
);

/** A browser in which somebody has signed in before: from any other, they are told. */
export const knownDevice = pgTable(
	'known_device',
	{
		/** SHA-256 (hex) of the browser's long-lived cookie. */
		tokenHash: text().notNull(),
		personId: personId(),
		firstSeenAt: instant().notNull().defaultNow(),
		lastSeenAt: instant().notNull().defaultNow()
	},
	(t) => [primaryKey({ columns: [t.tokenHash, t.personId] }), index('known_device_person').on(t.personId)]
);
