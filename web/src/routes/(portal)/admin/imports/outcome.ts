/** How states of imports and verdicts of rows look on their pages. */
import { m } from '#lib/paraglide/messages.js';
import type { ImportState } from '@sal/db';
import type { Tone } from '#lib/ui/Badge.svelte';

export const states: Record<ImportState, { label: () => string; tone: Tone }> = {
	'uploading': { label: m.admin_imports_state_uploading, tone: 'warn' },
	'waiting-check': { label: m.admin_imports_state_waiting_check, tone: 'accent' },
	'unreadable': { label: m.admin_imports_state_unreadable, tone: 'bad' },
	'refused': { label: m.admin_imports_state_refused, tone: 'bad' },
	'checked': { label: m.admin_imports_state_checked, tone: 'accent' },
	'waiting-apply': { label: m.admin_imports_state_waiting_apply, tone: 'accent' },
	'applied': { label: m.admin_imports_state_applied, tone: 'good' },
	'failed': { label: m.admin_imports_state_failed, tone: 'bad' },
	'discarded': { label: m.admin_imports_state_discarded, tone: 'neutral' },
	'lapsed': { label: m.admin_imports_state_lapsed, tone: 'neutral' }
};

/** Its file and its rows are gone. */
export const isForgotten = (state: ImportState): boolean => state === 'discarded' || state === 'lapsed';

export const outcomes = ['refused', 'created', 'changed', 'unchanged'] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomeLooks: Record<Outcome, { label: () => string; tone: Tone }> = {
	refused: { label: m.admin_imports_outcome_refused, tone: 'bad' },
	created: { label: m.admin_imports_outcome_created, tone: 'good' },
	changed: { label: m.admin_imports_outcome_changed, tone: 'accent' },
	unchanged: { label: m.admin_imports_outcome_unchanged, tone: 'neutral' }
};

export const fileKinds = { organisations: m.admin_imports_organisations, people: m.admin_imports_people };
