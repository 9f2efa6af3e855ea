/** A decision in a sentence, in the language of whoever reads it. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Permissions } from './declare.ts';
import type { Because, Decision, Grant, Reach, Refusal, Way } from './types.ts';

/** What the sentence needs to name things. */
export interface Vocabulary {
	/** The module that the action belongs to. */
	module: Pick<Permissions, 'relations' | 'traits'>;
	roleTitle: (id: string) => string;
	/** Name of the person in whose place the subject acts. */
	nameOf: (person: string) => string;
}

const ZONE = 'Europe/Prague';
const day = (instant: string) => new Date(instant).toLocaleDateString(getLocale(), { dateStyle: 'long', timeZone: ZONE });

/** "Ano: zapisovatel, Moravskoslezský kraj, od 1. ledna 2026, udělila …", or what would have been needed. */
export function explain(decision: Decision, vocabulary: Vocabulary): string {
	return decision.allowed ? m.permission_yes({ why: reason(decision.because, vocabulary) }) : m.permission_no({ why: refusalIn(decision.because, vocabulary) });
}

function reason(because: Because, words: Vocabulary): string {
	switch (because.kind) {
		case 'account':
			return m.permission_because_account();
		case 'published':
			return m.permission_because_published();
		case 'grant':
			return instead(grantIn(because.grant, words), because.for, words);
		case 'relation': {
			const relation = words.module.relations[because.relation]?.() ?? because.relation;
			return instead(because.with ? m.permission_both({ one: relation, other: grantIn(because.with, words) }) : relation, because.for, words);
		}
	}
}

const instead = (why: string, person: string | null, { nameOf }: Vocabulary) => (person === null ? why : m.permission_instead({ why, name: nameOf(person) }));

function grantIn({ role, organisationName, since, until, by }: Grant, { roleTitle }: Vocabulary): string {
	const parts = [roleTitle(role), organisationName, m.permission_since({ day: day(since) })];
	if (until !== null) parts.push(m.permission_until({ day: day(until) }));
	parts.push(by === null ? m.permission_by_portal() : m.permission_by({ name: by }));
	return parts.join(', ');
}

function refusalIn({ closedBy, wanted, missed }: Refusal, words: Vocabulary): string {
	if (closedBy.length > 0) return m.permission_closed({ traits: closedBy.map((trait) => words.module.traits[trait]?.() ?? trait).join(', ') });
	const near = missed.map(({ grant, why }) => {
		const role = `${words.roleTitle(grant.role)}, ${grant.organisationName}`;
		switch (why) {
			case 'not-yet':
				return m.permission_missed_not_yet({ role, day: day(grant.since) });
			case 'expired':
				return m.permission_missed_expired({ role, day: day(grant.until ?? grant.since) });
			case 'elsewhere':
				return m.permission_missed_elsewhere({ role });
			case 'not-for-deputies':
				return m.permission_missed_not_for_deputies({ role });
		}
	});
	const needed = wanted.length === 0 ? m.permission_wanted_none() : m.permission_wanted({ ways: [...new Set(wanted.map((way) => wayIn(way, words)))].join('; ') });
	return [needed, ...near].join(' ');
}

const reaches: Record<Reach, () => string> = { house: m.permission_reach_house, subtree: m.permission_reach_subtree, root: m.permission_reach_root, anywhere: m.permission_reach_anywhere };

/** One way to be allowed: "zapisovatel (i pro organizace pod sebou)". */
export function wayIn(way: Way, { module, roleTitle }: Pick<Vocabulary, 'module' | 'roleTitle'>): string {
	switch (way.via) {
		case 'role':
			return m.permission_way_role({ role: roleTitle(way.role), reach: reaches[way.reach]() });
		case 'relation': {
			const relation = module.relations[way.relation]?.() ?? way.relation;
			return way.with === undefined ? relation : m.permission_both({ one: relation, other: roleTitle(way.with) });
		}
		case 'account':
			return m.permission_because_account();
		case 'published':
			return m.permission_because_published();
	}
}

const short: Record<Reach, () => string> = { house: m.permission_short_house, subtree: m.permission_short_subtree, root: m.permission_short_root, anywhere: m.permission_short_anywhere };

/** One way as a cell of the matrix, the role being the heading of its column: how far it reaches, and on what condition. */
export function cellIn(way: Way, words: Pick<Vocabulary, 'module' | 'roleTitle'>): string {
	const traits = (ids: readonly string[]) => ids.map((id) => words.module.traits[id]?.() ?? id).join(', ');
	const parts = [way.via === 'role' ? short[way.reach]() : wayIn(way, words)];
	if (way.when?.length) parts.push(m.permission_when({ traits: traits(way.when) }));
	if (way.unless?.length) parts.push(m.permission_unless({ traits: traits(way.unless) }));
	return parts.join(', ');
}
