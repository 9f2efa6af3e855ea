/** How minutes tell of a vote: course and result; by name where it was open, by numbers only where it was secret. */
import type { CouncilEvents } from '../events.ts';
import type { Choice } from '../live.ts';
import { numberOf, type NewBlock } from './draft-block.ts';
import type { SessionFacts, VoteFacts } from './facts.ts';
import { clock } from './words.ts';

const sides: { choice: Choice | null; says: string; count: 'for' | 'against' | 'abstained' | 'notVoted' }[] = [
	{ choice: 'for', says: 'Pro', count: 'for' },
	{ choice: 'against', says: 'Proti', count: 'against' },
	{ choice: 'abstained', says: 'Zdržel se', count: 'abstained' },
	{ choice: null, says: 'Nehlasoval', count: 'notVoted' }
];

export function voteBlocks({ result, at, facts }: { result: CouncilEvents['vote.result']; at: number; facts: SessionFacts }): NewBlock[] {
	const vote = facts.votes.find(({ id }) => id === result.vote);
	const opened = facts.events.find((event) => event.type === 'vote.opened' && event.data.vote === result.vote);
	const title = vote?.title ?? (opened?.type === 'vote.opened' ? opened.data.title : '');
	const how = vote?.mode === 'secret' ? 'tajné' : vote?.mode === 'election' ? 'volba' : 'veřejné';
	const from = opened?.at ?? at;
	return [
		{ kind: 'paragraph', text: `Hlasování č. ${numberOf(facts, result.vote)} (${how}) v ${clock(from)}: ${title}`, topic: 'vote', ref: result.vote, at: from },
		{ kind: 'list', text: vote && vote.elected.length > 0 ? candidates(vote) : counts(result, vote), ref: result.vote, at: from },
		{ kind: 'paragraph', text: vote?.mode === 'election' ? electionOutcome(result, vote) : outcome(result), ref: result.vote, at }
	];
}

function counts(result: CouncilEvents['vote.result'], vote: VoteFacts | undefined): string {
	return sides
		.map(({ choice, says, count }) => {
			const names = vote?.byName?.filter((ballot) => ballot.choice === choice).map(({ name }) => name) ?? [];
			return `${says}: ${result[count]}${names.length > 0 ? ` (${names.toSorted((a, b) => a.localeCompare(b, 'cs')).join(', ')})` : ''}`;
		})
		.join('\n');
}

const candidates = ({ elected }: VoteFacts): string => elected.map(({ name, votes, elected: chosen }) => `${name}: ${votes}${chosen ? ' (zvolen/a)' : ''}`).join('\n');

function electionOutcome({ passed, abstained, notVoted, needed, of }: CouncilEvents['vote.result'], { elected }: VoteFacts): string {
	if (passed === null) return 'Výsledek: bez rozhodnutí.';
	const chosen = elected.filter((candidate) => candidate.elected).map(({ name }) => name);
	return `Výsledek: ${chosen.length > 0 ? `zvolen(i) ${chosen.join(', ')}` : 'nikdo nebyl zvolen'} (třeba ${needed} z ${of}; prázdných lístků ${abstained}, nehlasovalo ${notVoted}).`;
}

function outcome({ passed, for: votes, needed, of }: CouncilEvents['vote.result']): string {
	if (passed === null) return 'Výsledek: bez rozhodnutí.';
	return `Výsledek: ${passed ? 'přijato' : 'nepřijato'} (pro ${votes}, třeba ${needed} z ${of}).`;
}
