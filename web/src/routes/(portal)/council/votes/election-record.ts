/** Elections as the database keeps them, and as a resolution says them. */
import * as v from 'valibot';
import type { councilVote } from '@sal/db';
import type { Candidate } from './election.rules.ts';

const candidate = v.object({ id: v.string(), name: v.string() });

/** `ElectionTally`, as it is read back from a vote's result. */
export const electionSchema = v.object({
	candidates: v.array(v.object({ ...candidate.entries, votes: v.number(), elected: v.boolean() })),
	cast: v.number(),
	blank: v.number(),
	notVoted: v.number(),
	needed: v.number(),
	of: v.number(),
	vacant: v.number(),
	passed: v.boolean()
});

/** The ballot paper of an election. */
export const candidatesOf = (vote: Pick<typeof councilVote.$inferSelect, 'candidates'>): Candidate[] => v.parse(v.array(candidate), vote.candidates ?? []);

/** What an election has resolved. A record of the body: in Czech, whoever reads it. */
export const electedText = ({ body, title, elected }: { body: string; title: string; elected: readonly { name: string }[] }): string => `${body} volí tajným hlasováním (${title}): ${elected.map(({ name }) => name).join(', ')}.`;
