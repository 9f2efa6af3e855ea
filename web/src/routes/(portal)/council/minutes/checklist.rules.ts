/** Whether minutes contain what the law asks for, and until when they are to be made. */
import { addDays, dayOf } from '#lib/day.ts';
import type { MinutesDocument } from './document.ts';

/** Act 129/2000 § 43 (regions) and Act 128/2000 § 95 (municipalities) ask the same of an assembly. */
export const required = ['present', 'agenda', 'votes', 'resolutions', 'verifiers'] as const;
export type Required = (typeof required)[number];

export interface Checked {
	what: Required;
	ok: boolean;
	/** Of votes and resolutions: how many of them the minutes tell of, and how many there were. */
	told: number;
	of: number;
}

interface Checking {
	document: MinutesDocument;
	votes: readonly string[];
	resolutions: readonly string[];
	/** How many verifiers have been elected, and how many the rules of procedure ask for. */
	verifiers: number;
	verifiersNeeded: number;
}

/** One line for each thing that the law asks for. */
export function checklist({ document: { blocks }, votes, resolutions, verifiers, verifiersNeeded }: Checking): Checked[] {
	const has = (topic: string) => blocks.some((block) => block.topic === topic && block.text.trim() !== '');
	const tellsOf = (topic: string, ids: readonly string[]) => ids.filter((id) => blocks.some((block) => block.topic === topic && block.ref === id && block.text.trim() !== '')).length;
	const one = (what: Required, ok: boolean): Checked => ({ what, ok, told: ok ? 1 : 0, of: 1 });
	const many = (what: Required, told: number, of: number): Checked => ({ what, ok: told >= of, told, of });
	return [
		one('present', has('present')),
		one('agenda', has('agenda')),
		many('votes', tellsOf('vote', votes), votes.length),
		many('resolutions', tellsOf('resolution', resolutions), resolutions.length),
		many('verifiers', verifiers, verifiersNeeded)
	];
}

/** `region`: Act 129/2000 § 43. `municipality`: Act 128/2000 § 95. */
export type Law = 'region' | 'municipality';

/** Which law speaks of the minutes of such a body; null where it is for the rules of procedure alone. */
export function lawOf(kind: string): Law | null {
	if (kind === 'regional-assembly') return 'region';
	return kind === 'municipal-assembly' ? 'municipality' : null;
}

export interface Term {
	/** The last day of the term, in days of Prague. */
	lastDay: string;
	/** Whole days left, today not counted: 0 on the last day, below 0 when it is over. */
	daysLeft: number;
	state: 'running' | 'last-days' | 'over' | 'met';
}

/** Days before the end from which on people are told. */
export const SOON_DAYS = 3;

/**
 * Minutes are made within so many days after the session (10 by § 43 and § 95). Counted in days of the calendar, weekends and holidays included: nothing in these
 * paragraphs lengthens the term. The day of the end is not counted.
 */
export function minutesTerm({ endedAt, days, signedAt, now }: { endedAt: Date; days: number; signedAt: Date | null; now: Date }): Term {
	const lastDay = addDays(dayOf(endedAt), days);
	const daysLeft = Math.round((Date.parse(lastDay) - Date.parse(dayOf(now))) / 86_400_000);
	if (signedAt && dayOf(signedAt) <= lastDay) return { lastDay, daysLeft, state: 'met' };
	if (daysLeft < 0) return { lastDay, daysLeft, state: 'over' };
	return { lastDay, daysLeft, state: daysLeft <= SOON_DAYS ? 'last-days' : 'running' };
}
