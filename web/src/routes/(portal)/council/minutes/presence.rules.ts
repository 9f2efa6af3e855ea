/**
 * Who was there, when and how, from the session's events. Of a remote member the law asks for picture and sound (Act 128/2000 § 92a, Act 129/2000 § 41a);
 * while one of them was failing they are told apart, and once they counted as gone they were not present.
 */
import type { CouncilEvents } from '../events.ts';
import type { SessionEvent } from './facts.ts';

export interface Stay {
	from: number;
	/** Null while it lasts. */
	to: number | null;
	mode: 'hall' | 'remote';
	/** Why it ended; null when the session did. */
	left: CouncilEvents['presence.gone']['reason'] | null;
}

export interface MemberPresence {
	person: string;
	stays: Stay[];
	/** When picture or sound did not arrive. */
	failures: { from: number; to: number | null; picture: boolean; sound: boolean }[];
	/** Their excuse, if they sent one. */
	excuse: string | null;
}

/** In the order in which they first came or were excused. Stays and failures that are open when the session ends, end with it. */
export function presenceOf(events: readonly SessionEvent[], { endedAt }: { endedAt: number | null }): MemberPresence[] {
	const people = new Map<string, MemberPresence>();
	const of = (person: string): MemberPresence => {
		const known = people.get(person) ?? { person, stays: [], failures: [], excuse: null };
		people.set(person, known);
		return known;
	};
	for (const event of events) apply(event, of);
	if (endedAt !== null) for (const { stays, failures } of people.values()) for (const span of [...stays, ...failures]) span.to ??= endedAt;
	return [...people.values()];
}

function apply({ at, type, data }: SessionEvent, of: (person: string) => MemberPresence): void {
	if (type === 'presence.here') came(of(data.person), { at, mode: data.mode });
	if (type === 'presence.failing') of(data.person).failures.push({ from: at, to: null, picture: data.picture, sound: data.sound });
	if (type === 'presence.back') close(of(data.person).failures, at);
	if (type === 'presence.gone') went(of(data.person), { at, reason: data.reason });
	if (type === 'presence.excused') of(data.person).excuse = data.reason;
	if (type === 'presence.expected') of(data.person).excuse = null;
}

function came({ stays, failures }: MemberPresence, { at, mode }: { at: number; mode: Stay['mode'] }): void {
	close(failures, at);
	const open = stays.findLast((stay) => stay.to === null);
	if (open?.mode === mode) return;
	// From the hall to the screen or back: one stay ends, another begins.
	if (open) open.to = at;
	stays.push({ from: at, to: null, mode, left: null });
}

function went({ stays, failures }: MemberPresence, { at, reason }: { at: number; reason: CouncilEvents['presence.gone']['reason'] }): void {
	close(failures, at);
	const open = stays.findLast((stay) => stay.to === null);
	if (open) Object.assign(open, { to: at, left: reason });
}

function close(spans: { to: number | null }[], at: number): void {
	for (const span of spans) span.to ??= at;
}

/** Who was present at a moment: at its first millisecond, not at its last. */
export function presentAt(presence: readonly MemberPresence[], at: number): { person: string; mode: 'hall' | 'remote' }[] {
	return presence.flatMap(({ person, stays }) => {
		const stay = stays.find(({ from, to }) => from <= at && (to === null || at < to));
		return stay ? [{ person, mode: stay.mode }] : [];
	});
}
