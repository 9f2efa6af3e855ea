/** Who speaks next, how often and for how long: what the rules of procedure set is data (procedure.ts), what follows from it is here. */
import type { Procedure } from '../procedure.ts';
import type { SpeechKind } from '../live.ts';

export interface Speech {
	id: string;
	participant: string;
	kind: SpeechKind;
	askedAt: Date;
	withdrawnAt: Date | null;
	givenAt: Date | null;
	seconds: number | null;
	endedAt: Date | null;
}

export const waits = ({ givenAt, withdrawnAt }: Speech): boolean => givenAt === null && withdrawnAt === null;
export const speaks = ({ givenAt, endedAt }: Speech): boolean => givenAt !== null && endedAt === null;

/** Factual remarks go before everything, a reply to what was just said before new speeches; otherwise in the order of asking. */
const turn: Record<SpeechKind, number> = { factual: 0, reply: 1, faction: 2, ordinary: 2, guest: 2 };

export function queueOf(speeches: readonly Speech[]): Speech[] {
	return speeches.filter(waits).sort((one, other) => turn[one.kind] - turn[other.kind] || one.askedAt.getTime() - other.askedAt.getTime() || (one.id < other.id ? -1 : 1));
}

/** Why somebody may not ask for the floor. */
export type Unasked = 'waiting' | 'turns-used' | 'speaking' | 'no-faction' | 'not-a-guest' | 'nothing-to-reply';

export interface Asking {
	procedure: Procedure;
	participant: string;
	kind: SpeechKind;
	/** Sits in the body; whoever does not speaks as a guest. */
	member: boolean;
	faction: boolean;
	/** Of the item that is open. */
	speeches: readonly Speech[];
}

/** Null when the request stands. `turns-used`: as often as the rules of procedure allow in one item. A reply needs a speech of somebody else before it. */
export function askable({ procedure, participant, kind, member, faction, speeches }: Asking): Unasked | null {
	if (member === (kind === 'guest')) return 'not-a-guest';
	const mine = speeches.filter((speech) => speech.participant === participant);
	if (mine.some((speech) => waits(speech) && speech.kind === kind)) return 'waiting';
	if (mine.some(speaks)) return 'speaking';
	if (kind === 'faction' && !faction) return 'no-faction';
	if (kind === 'reply' && !speeches.some((speech) => speech.participant !== participant && speech.givenAt !== null)) return 'nothing-to-reply';
	const { turns } = procedure.speaking[kind];
	const used = mine.filter((speech) => speech.kind === kind && speech.givenAt !== null).length;
	return turns !== null && used >= turns ? 'turns-used' : null;
}

/** Seconds that a speech may take: the turn's, cut to what is left of the time for the item, and never less than ten: nobody is called up to be cut off. */
export function secondsFor({ procedure, kind, speeches, now }: { procedure: Procedure; kind: SpeechKind; speeches: readonly Speech[]; now: Date }): number {
	const { seconds } = procedure.speaking[kind];
	if (procedure.itemMinutes === null) return seconds;
	const used = speeches.reduce((sum, { givenAt, endedAt }) => sum + (givenAt ? ((endedAt ?? now).getTime() - givenAt.getTime()) / 1_000 : 0), 0);
	return Math.max(10, Math.min(seconds, Math.floor(procedure.itemMinutes * 60 - used)));
}
