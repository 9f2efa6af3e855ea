/** What became of a vote, in a word. */
import * as v from 'valibot';
import type { VoteMode, VoteState } from '@sal/db';
import { m } from '#lib/paraglide/messages.js';

export type Outcome = 'open' | 'annulled' | 'passed' | 'failed' | 'elected' | 'nobody' | 'none';

const counted = v.object({ passed: v.nullable(v.boolean()), candidates: v.optional(v.array(v.object({ elected: v.boolean() }))), elected: v.optional(v.array(v.object({ elected: v.boolean() }))) });

/** Of a vote as the database keeps it, or as screens show it. `none`: it ended without a result. An election has succeeded for those whom it elected, whatever places are left. */
export function outcomeOf({ state, mode, result }: { state: VoteState; mode: VoteMode; result: unknown }): Outcome {
	if (state !== 'closed') return state;
	const parsed = v.safeParse(counted, result);
	if (!parsed.success || parsed.output.passed === null) return 'none';
	const { passed, candidates, elected = candidates ?? [] } = parsed.output;
	if (mode === 'election') return elected.some((each) => each.elected) ? 'elected' : 'nobody';
	return passed ? 'passed' : 'failed';
}

export const outcomeWords: Record<Exclude<Outcome, 'none'>, () => string> = {
	open: m.council_votes_badge_open,
	annulled: m.council_votes_badge_annulled,
	passed: m.council_votes_passed,
	failed: m.council_votes_failed,
	elected: m.council_votes_badge_elected,
	nobody: m.council_votes_election_nobody
};
export const outcomeTone = { open: 'accent', annulled: 'warn', passed: 'good', failed: 'bad', elected: 'good', nobody: 'bad' } as const satisfies Record<Exclude<Outcome, 'none'>, string>;
