/** How choices are shown everywhere: a word, a colour and an icon, so that none of them is needed to tell them apart. */
import Check from '@lucide/svelte/icons/check';
import Minus from '@lucide/svelte/icons/minus';
import X from '@lucide/svelte/icons/x';
import { m } from '#lib/paraglide/messages.js';
import type { Choice } from '../live.ts';

export const choiceLook = {
	for: { word: m.council_votes_for, short: m.council_votes_short_for, icon: Check, strong: 'bg-good text-surface', soft: 'bg-good-soft text-good', key: '1' },
	against: { word: m.council_votes_against, short: m.council_votes_short_against, icon: X, strong: 'bg-bad text-surface', soft: 'bg-bad-soft text-bad', key: '2' },
	abstained: { word: m.council_votes_abstained, short: m.council_votes_short_abstained, icon: Minus, strong: 'bg-accent text-on-accent', soft: 'bg-accent-soft text-accent-strong', key: '3' }
} as const satisfies Record<Choice, { word: () => string; short: () => string; icon: typeof Check; strong: string; soft: string; key: string }>;

/** The choice that a key stands for, if any. */
export function choiceOfKey(key: string): Choice | undefined {
	return key === '1' ? 'for' : key === '2' ? 'against' : key === '3' ? 'abstained' : undefined;
}

/** Minutes and seconds of a time that is left or has run over, as on a clock. */
export function clockText(seconds: number): string {
	const whole = Math.max(0, Math.ceil(seconds));
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
