/** What rules of procedure say, in words: for reading one version, and for seeing what is different in another. */
import { m } from '#lib/paraglide/messages.js';
import type { Procedure, Threshold } from '../procedure.ts';

const basis = { all: m.council_bodies_of_all, present: m.council_bodies_of_present, cast: m.council_bodies_of_cast } as const;
const share = ({ basis: of, numerator, denominator, over }: Threshold) => (over ? m.council_bodies_threshold_over : m.council_bodies_threshold_least)({ share: `${String(numerator)}/${String(denominator)}`, of: basis[of]() });
const span = (seconds: number) => (seconds % 60 === 0 ? m.council_bodies_minutes({ count: seconds / 60 }) : m.council_bodies_seconds({ count: seconds }));
const speech = ({ seconds, turns }: Procedure['speaking']['ordinary']) => (turns === null ? span(seconds) : `${span(seconds)}, ${m.council_bodies_turns({ count: turns })}`);
const days = (count: number) => m.council_bodies_days({ count });
const yes = (is: boolean) => (is ? m.council_rules_yes() : m.council_rules_no());

/** Name and words of each setting, in the order of a session. */
export function factsOf(rules: Procedure): [name: string, words: string][] {
	return [
		[m.council_bodies_fact_publication(), days(rules.publicationDays)],
		[m.council_rules_crisis_days(), days(rules.crisisPublicationDays)],
		[m.council_bodies_fact_remote(), rules.remote ? m.council_bodies_remote_yes({ grace: span(rules.graceSeconds) }) : m.council_bodies_remote_no()],
		[m.council_bodies_fact_quorum(), share(rules.quorum)],
		[m.council_rules_substitute(), days(rules.substituteDays)],
		[m.council_rules_take_over(), span(rules.takeOverSeconds)],
		[m.council_bodies_fact_speech(), speech(rules.speaking.ordinary)],
		[m.council_rules_faction(), speech(rules.speaking.faction)],
		[m.council_bodies_fact_factual(), speech(rules.speaking.factual)],
		[m.council_rules_reply(), speech(rules.speaking.reply)],
		[m.council_rules_guest(), speech(rules.speaking.guest)],
		[m.council_rules_item(), rules.itemMinutes === null ? m.council_rules_unlimited() : m.council_bodies_minutes({ count: rules.itemMinutes })],
		[m.council_bodies_fact_resolution(), share(rules.thresholds.resolution)],
		[m.council_bodies_fact_procedural(), share(rules.thresholds.procedural)],
		[m.council_rules_special(), share(rules.thresholds.special)],
		[m.council_rules_election(), share(rules.thresholds.election)],
		[m.council_bodies_fact_elections(), rules.electionsSecret ? m.council_bodies_secret() : m.council_bodies_open()],
		[m.council_rules_rounds(), String(rules.electionRounds)],
		[m.council_rules_vote(), rules.voteSeconds === null ? m.council_rules_vote_chair() : span(rules.voteSeconds)],
		[m.council_rules_changeable(), yes(rules.ballotsChangeable)],
		[m.council_rules_conflicted(), yes(rules.conflictedVote)],
		[m.council_bodies_fact_minutes(), days(rules.minutesDays)],
		[m.council_bodies_fact_verifiers(), String(rules.verifiers)],
		[m.council_rules_number(), rules.resolutionNumber],
		[m.council_rules_addressee(), rules.addressee || '–']
	];
}

/** Settings that two versions say differently. */
export function differences(before: Procedure, after: Procedure): { name: string; before: string; after: string }[] {
	const old = new Map(factsOf(before));
	return factsOf(after).flatMap(([name, words]) => (old.get(name) === words ? [] : [{ name, before: old.get(name) ?? '', after: words }]));
}
