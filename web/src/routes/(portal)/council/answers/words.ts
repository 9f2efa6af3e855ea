import { m } from '#lib/paraglide/messages.js';
import type { CouncilAnswer } from '@sal/db';
import type { Tone } from '#lib/ui/Badge.svelte';

/** As the member says it. */
export const answerInWords: Record<CouncilAnswer, () => string> = { hall: m.council_answers_i_hall, remote: m.council_answers_i_remote, excused: m.council_answers_i_excused };
/** As it is said of them. */
export const standingInWords: Record<CouncilAnswer, () => string> = { hall: m.council_answers_hall, remote: m.council_answers_remote, excused: m.council_answers_excused };
export const standingTone: Record<CouncilAnswer, Tone> = { hall: 'good', remote: 'good', excused: 'warn' };
