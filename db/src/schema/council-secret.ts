/**
 * Secret votes. Who has taken a credential is known; what a ballot says is known once the vote is closed; no row, key or order joins the two. None of these tables
 * has a time or a running number: both would.
 */
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { id } from './columns.ts';
import { councilVote, councilVoter } from './council-votes.ts';

const voteId = () =>
	uuid()
		.notNull()
		.references(() => councilVote.id);

/** Public keys of a secret vote (JWK). The private ones never come into the database: see votes/secret-keys.server.ts. */
export const councilSecretVote = pgTable('council_secret_vote', {
	voteId: voteId().primaryKey(),
	/** Credentials are blindly signed with it (RFC 9474). */
	signKey: jsonb().notNull(),
	/** Ballots are encrypted for it until the vote is closed (RSA-OAEP). */
	sealKey: jsonb().notNull(),
	/** What a ballot may say. */
	paper: jsonb().$type<{ choices: string[]; least: number; most: number }>().notNull().default({ choices: ['for', 'against', 'abstained'], least: 1, most: 1 })
});

/** Who has taken their credential. Once: a second device asks for another one in vain. */
export const councilCredential = pgTable(
	'council_credential',
	{
		voteId: uuid().notNull(),
		personId: uuid().notNull(),
		/** SHA-256 of the blinded message, hex: the same request is answered again when the answer was lost. */
		request: text().notNull()
	},
	(t) => [primaryKey({ columns: [t.voteId, t.personId] }), foreignKey({ name: 'council_credential_voter', columns: [t.voteId, t.personId], foreignColumns: [councilVoter.voteId, councilVoter.personId] })]
);

/** Ballots of a vote that is still open, encrypted. Emptied when it is closed. */
export const councilStagedBallot = pgTable(
	'council_staged_ballot',
	{
		voteId: voteId(),
		/** SHA-256 of the credential, hex: each is good for one ballot, and the encryption is bound to it. */
		credential: text().notNull(),
		sealed: text().notNull()
	},
	(t) => [primaryKey({ columns: [t.voteId, t.credential] })]
);

/** Ballots as they were counted: written in one transaction, in random order. */
export const councilSecretBallot = pgTable(
	'council_secret_ballot',
	{
		id: id(),
		voteId: voteId(),
		/** `for`, `against`, `abstained`; of an election ids of candidates, in the order of the paper. */
		choices: jsonb().$type<string[]>().notNull()
	},
	(t) => [index('council_secret_ballot_vote').on(t.voteId)]
);

/** By its receipt a voter finds that their ballot was counted; it says nothing of what it said, to nobody. */
export const councilReceipt = pgTable(
	'council_receipt',
	{
		voteId: voteId(),
		/** SHA-256 of the receipt, hex. */
		hash: text().notNull()
	},
	(t) => [primaryKey({ columns: [t.voteId, t.hash] })]
);
