/** Who is present, and whether enough are. */
import { needed } from '../majority.rules.ts';
import type { Threshold } from '../procedure.ts';

export interface Stay {
	person: string;
	mode: 'hall' | 'remote';
	/** Picture or sound of a remote member has stopped: until then they count as present. */
	failingUntil: Date | null;
}

/** `failing`: the grace period runs, the member still counts. */
export type Presence = 'absent' | 'hall' | 'remote' | 'failing';

/**
 * How somebody is present, from their stays that have not ended. Whoever is in the hall and by picture and sound at once is there once, in the hall. A member counts by picture and sound
 * only while both arrive (Act 128/2000 § 92a, Act 129/2000 § 41a); how long a failure is forgiven is a setting of the rules of procedure.
 */
export function presenceOf({ stays, now }: { stays: readonly Stay[]; now: Date }): Presence {
	if (stays.some(({ mode }) => mode === 'hall')) return 'hall';
	const remote = stays.find(({ mode }) => mode === 'remote');
	if (!remote) return 'absent';
	if (!remote.failingUntil) return 'remote';
	return remote.failingUntil > now ? 'failing' : 'absent';
}

export const counts = (presence: Presence): boolean => presence !== 'absent';

export interface Quorum {
	/** Members who must be present. */
	needed: number;
	seats: number;
	present: number;
	/** Of those present, by picture and sound. */
	remote: number;
	reached: boolean;
}

/**
 * Whether the body may decide: as a rule an absolute majority of all members must be present (Act 128/2000 § 92; for regions the rules of procedure say it, after Act 129/2000 § 40).
 * Vacant seats count among all: `seats` is the number of members that the body has by law.
 */
export function quorumOf({ threshold, seats, presences }: { threshold: Threshold; seats: number; presences: readonly Presence[] }): Quorum {
	const present = presences.filter(counts).length;
	const remote = presences.filter((presence) => presence === 'remote' || presence === 'failing').length;
	const least = needed({ threshold, of: seats });
	return { needed: least, seats, present, remote, reached: present >= least };
}
