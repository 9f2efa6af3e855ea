/** When a meeting's doors are open, and what is kept of it. Pure: the store reads the facts, the rules decide. Who may do what: permissions.ts. */

export const kinds = ['session', 'case', 'call'] as const;
export type Kind = (typeof kinds)[number];
export const states = ['planned', 'live', 'ended', 'cancelled'] as const;
export type State = (typeof states)[number];
/** Who may watch the recording afterwards, from the narrowest to the widest circle. */
export const watchPolicies = ['hosts', 'invited', 'organisation', 'public'] as const;
export type Watch = (typeof watchPolicies)[number];
/** Who waits in the lobby: guests only, or everybody but the hosts. */
export const lobbies = ['guests', 'everyone'] as const;
export type Lobby = (typeof lobbies)[number];

export type Grant = 'publish' | 'screen' | 'chat' | 'host' | 'record';

/** The door opens this long before the start: early enough to try a microphone, late enough that a meeting before it is over. */
export const OPENS_MINUTES = 15;
/** Hosts prepare the room earlier. */
export const HOST_OPENS_MINUTES = 60;
/** A meeting nobody opened counts as past this long after its planned end. */
export const LATE_MINUTES = 60;
/** A guest link may live this long; a council session is announced at most a month ahead. */
export const GUEST_LINK_DAYS = 31;

/**
 * As what somebody comes to the door: a host; `expected`, being invited; `emergency`, having broken the glass of a case; `knocking`, because they may read the meeting without being invited
 * (an office of the owning organisation); a stranger.
 */
export type Entrant = 'host' | 'expected' | 'emergency' | 'knocking' | 'stranger';

export interface Facts {
	kind: Kind;
	state: State;
	recorded: boolean;
	watch: Watch;
	lobby: Lobby;
	startsAt: Date;
	plannedMinutes: number;
}

const MINUTE = 60_000;

/** A patient's case is never shown to a whole house or to the public. */
export function watchFor(kind: Kind): readonly Watch[] {
	return kind === 'case' ? ['hosts', 'invited'] : kind === 'call' ? ['hosts', 'invited', 'organisation'] : watchPolicies;
}

/** `now`: it runs or its door is open. `next`: still to come. `past`: over, cancelled, or never opened. */
export type Phase = 'now' | 'next' | 'past';

export function phase({ facts, now }: { facts: Pick<Facts, 'state' | 'startsAt' | 'plannedMinutes'>; now: Date }): Phase {
	if (facts.state === 'live') return 'now';
	if (facts.state !== 'planned') return 'past';
	const start = facts.startsAt.getTime();
	if (now.getTime() < start - OPENS_MINUTES * MINUTE) return 'next';
	return now.getTime() < start + (facts.plannedMinutes + LATE_MINUTES) * MINUTE ? 'now' : 'past';
}

export type Refusal = 'cancelled' | 'ended' | 'too-early' | 'too-late' | 'not-invited';
export type Entry = { enter: true; host: boolean; lobby: boolean; grants: Grant[] } | { enter: false; why: Refusal; opensAt?: Date };

/** Is the door open at `now`? The one question that is the same for everybody but the hosts. */
export function door({ facts, host, now }: { facts: Facts; host: boolean; now: Date }): Extract<Entry, { enter: false }> | null {
	if (facts.state === 'cancelled') return { enter: false, why: 'cancelled' };
	if (facts.state === 'ended') return { enter: false, why: 'ended' };
	if (facts.state === 'live') return null;
	const opensAt = new Date(facts.startsAt.getTime() - (host ? HOST_OPENS_MINUTES : OPENS_MINUTES) * MINUTE);
	if (now < opensAt) return { enter: false, why: 'too-early', opensAt };
	if (phase({ facts, now }) === 'past') return { enter: false, why: 'too-late' };
	return null;
}

/**
 * Whether a person may enter, and as what. Recording is a host's right, and only where the meeting is announced as recorded.
 * Whoever is not expected knocks: a host lets them in.
 */
export function enterAsPerson({ entrant, facts, now }: { entrant: Entrant; facts: Facts; now: Date }): Entry {
	if (entrant === 'stranger') return { enter: false, why: 'not-invited' };
	const host = entrant === 'host';
	const closed = door({ facts, host, now });
	if (closed) return closed;
	if (host) return { enter: true, host, lobby: false, grants: facts.recorded ? ['publish', 'screen', 'chat', 'host', 'record'] : ['publish', 'screen', 'chat', 'host'] };
	// Nobody may be there to open the door, and there is no time to wait for them. No screen: who came uninvited listens and speaks.
	if (entrant === 'emergency') return { enter: true, host, lobby: false, grants: ['publish', 'chat'] };
	return { enter: true, host, lobby: entrant === 'knocking' || facts.lobby === 'everyone', grants: ['publish', 'screen', 'chat'] };
}

/** A guest always waits for a host, and shares no screen: a host can make them one if they are to present. */
export function enterAsGuest({ facts, now }: { facts: Facts; now: Date }): Entry {
	return door({ facts, host: false, now }) ?? { enter: true, host: false, lobby: true, grants: ['publish', 'chat'] };
}

export type LinkState = 'open' | 'expired' | 'revoked';

export function guestLink({ link, now }: { link: { expiresAt: Date; revokedAt: Date | null }; now: Date }): LinkState {
	if (link.revokedAt) return 'revoked';
	return link.expiresAt <= now ? 'expired' : 'open';
}

/**
 * Lock of the recording's pieces while they wait to be sealed. COMPLIANCE cannot be undone by anybody, so only public sessions get it;
 * a demo must be able to clean up after itself, so it locks for minutes.
 */
export function pieceLock({ kind, mode }: { kind: Kind; mode: 'demo' | 'production' | 'test' }): { mode: 'COMPLIANCE' | 'GOVERNANCE'; seconds: number } {
	const seconds = { production: 30 * 86_400, demo: 3_600, test: 120 }[mode];
	return { mode: kind === 'session' ? 'COMPLIANCE' : 'GOVERNANCE', seconds };
}

/** Days that what is left of an unrecorded meeting is kept; what belongs to a recording lives and dies with it. */
export interface Retention {
	chatDays: number;
	attendanceDays: number;
	addressDays: number;
}
export type Leftover = 'chat' | 'attendance' | 'addresses';

/** What of an unrecorded meeting must go at `now`. Counted from its end, or from its start when it never took place. */
export function leftoversDue({ over, recording, retention, now }: { over: Date; recording: boolean; retention: Retention; now: Date }): Leftover[] {
	if (recording) return [];
	const days: Record<Leftover, number> = { chat: retention.chatDays, attendance: retention.attendanceDays, addresses: retention.addressDays };
	const age = now.getTime() - over.getTime();
	return (['chat', 'attendance', 'addresses'] as const).filter((what) => age >= days[what] * 86_400_000);
}

/** A call is over when nobody has been in it for this long; anything planned, once its planned end has passed as well. */
export const EMPTY_MINUTES = 15;

/**
 * Has everybody left for good without a host ending the meeting? The media server keeps an empty room, because a break is not an end.
 * `emptySince`: when the last person left, null while somebody is inside.
 */
export function abandoned({ facts, emptySince, now }: { facts: Pick<Facts, 'kind' | 'state' | 'startsAt' | 'plannedMinutes'>; emptySince: Date | null; now: Date }): boolean {
	if (facts.state !== 'live' || emptySince === null) return false;
	if (now.getTime() - emptySince.getTime() < EMPTY_MINUTES * MINUTE) return false;
	return facts.kind === 'call' || now.getTime() >= facts.startsAt.getTime() + facts.plannedMinutes * MINUTE;
}
