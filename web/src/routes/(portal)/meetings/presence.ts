/** Who was there and when: what the media server said, put together into stretches. */

export interface Movement {
	participant: string;
	name: string;
	guest: boolean;
	event: 'joined' | 'left';
	at: Date;
}

export interface Presence {
	participant: string;
	name: string;
	guest: boolean;
	/** `to` is null for who is still there. */
	stretches: { from: Date; to: Date | null }[];
	/** All stretches together, in milliseconds, up to `now` for who is still there. */
	totalMs: number;
}

/**
 * One entry per person, in order of the first arrival. A second `joined` without a `left` is the same stay (the media server was restarted);
 * `over` closes what is still open once the meeting has ended.
 */
export function presence({ movements, over, now }: { movements: Movement[]; over: Date | null; now: Date }): Presence[] {
	const people = new Map<string, Presence>();
	for (const { participant, name, guest, event, at } of movements) {
		const person = people.get(participant) ?? { participant, name, guest, stretches: [], totalMs: 0 };
		people.set(participant, person);
		const open = person.stretches.find((stretch) => stretch.to === null);
		if (event === 'joined' && !open) person.stretches.push({ from: at, to: null });
		if (event === 'left' && open) open.to = at;
	}
	for (const person of people.values()) {
		for (const stretch of person.stretches) {
			stretch.to ??= over;
			person.totalMs += Math.max(0, (stretch.to ?? now).getTime() - stretch.from.getTime());
		}
	}
	return [...people.values()].filter((person) => person.stretches.length > 0);
}
