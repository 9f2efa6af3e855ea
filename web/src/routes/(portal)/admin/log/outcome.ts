import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#lib/ui/Badge.svelte';

export type Outcome = 'done' | 'refused' | 'failed';

export const outcomeTone: Record<Outcome, Tone> = { done: 'good', refused: 'warn', failed: 'bad' };

/** How it ended, in one word. */
export const outcomeInWords = (outcome: Outcome): string => ({ done: m.admin_log_outcome_done, refused: m.admin_log_outcome_refused, failed: m.admin_log_outcome_failed })[outcome]();
