import type { Participant, Snapshot, Source, Waiting } from '@sal/sfu/protocol';
import { SvelteMap } from 'svelte/reactivity';

/** Everyone in the room, as the media server tells it. */
export class Roster {
	readonly people = new SvelteMap<string, Participant>();
	/** Ids, loudest first. */
	speaking = $state.raw<string[]>([]);
	/** When each person last spoke, ms. */
	readonly spokeAt = new SvelteMap<string, number>();
	/** Who spoke last; stays when it falls quiet, so that the large picture does not jump. */
	lastSpeaker = $state<string | null>(null);
	waiting = $state.raw<Waiting[]>([]);
	me = $state('');

	/** Ids in order of arrival. */
	readonly arrivals = $derived([...this.people.values()].sort((a, b) => a.joinedAt - b.joinedAt || a.id.localeCompare(b.id)).map(({ id }) => id));
	/** Raised hands, first raised first. */
	readonly hands = $derived([...this.people.values()].filter(({ handAt }) => handAt !== null).sort((a, b) => (a.handAt ?? 0) - (b.handAt ?? 0) || a.id.localeCompare(b.id)));
	readonly sharing = $derived([...this.people.values()].filter((person) => producerOf(person, 'screen') !== null));

	/** Which one in turn this person's raised hand is, from 1; null: not raised. */
	handOrder(id: string): number | null {
		const place = this.hands.findIndex((person) => person.id === id);
		return place < 0 ? null : place + 1;
	}

	load({ participants, waiting, you }: Pick<Snapshot, 'participants' | 'waiting' | 'you'>): void {
		this.me = you.id;
		this.waiting = waiting;
		for (const id of [...this.people.keys()]) if (!participants.some((person) => person.id === id)) this.people.delete(id);
		for (const person of participants) this.people.set(person.id, person);
	}

	set(person: Participant): void {
		this.people.set(person.id, person);
	}

	remove(id: string): void {
		this.people.delete(id);
		this.speaking = this.speaking.filter((other) => other !== id);
		if (this.lastSpeaker === id) this.lastSpeaker = null;
	}

	heard(ids: string[], now: number): void {
		this.speaking = ids;
		for (const id of ids) this.spokeAt.set(id, now);
		const loudest = ids.find((id) => id !== this.me);
		if (loudest) this.lastSpeaker = loudest;
	}
}

/** Id of the person's running (not muted) producer of this source, or null. */
export function producerOf(person: Participant | undefined, source: Source): string | null {
	return person?.producers.find((producer) => producer.source === source && !producer.paused)?.id ?? null;
}
