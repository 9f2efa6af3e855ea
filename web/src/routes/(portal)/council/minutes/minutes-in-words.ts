/** Sentences of the pages about minutes. */
import { m } from '#lib/paraglide/messages.js';
import type { Law, Required, Term } from './checklist.rules.ts';
import type { BlockKind } from './document.ts';

export const requiredInWords: Record<Required, () => string> = {
	present: m.council_minutes_needs_present,
	agenda: m.council_minutes_needs_agenda,
	votes: m.council_minutes_needs_votes,
	resolutions: m.council_minutes_needs_resolutions,
	verifiers: m.council_minutes_needs_verifiers
};

export const lawInWords: Record<Law, () => string> = { region: m.council_minutes_law_region, municipality: m.council_minutes_law_municipality };

export const kindInWords: Record<BlockKind, () => string> = {
	title: m.council_minutes_kind_title,
	heading: m.council_minutes_kind_heading,
	subheading: m.council_minutes_kind_subheading,
	paragraph: m.council_minutes_kind_paragraph,
	list: m.council_minutes_kind_list
};

/** How much time is left, in a sentence. `day`: the last day in words. */
export function termInWords({ state, daysLeft }: Term, day: string): string {
	if (state === 'met') return m.council_minutes_term_met({ day });
	if (state === 'over') return m.council_minutes_term_over({ day });
	return daysLeft === 0 ? m.council_minutes_term_today() : m.council_minutes_term_left({ day, days: daysLeft });
}
