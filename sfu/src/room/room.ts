import type { Logger } from 'pino';
import type { Outbox } from '../callbacks.ts';
import type { SfuConfig } from '../config.ts';
import type { Callback } from '../control.ts';
import type { Witnessed } from '../council/evidence.ts';
import type { RoomMedia } from '../media/room-media.ts';
import type { Workers } from '../media/workers.ts';
import type { Participant, RecordingState, ServerEvent, ServerMessage, Waiting } from '../protocol.ts';
import type { RecordedEvent, RoomRecording } from '../recording/recording.ts';
import type { Recordings } from '../recording/index.ts';
import type { RoomStream } from '../streaming/room-stream.ts';
import type { Device } from '../whip/device.ts';
import { tellOnlookers } from '../council/onlookers.ts';
import { Refusal } from '../refusal.ts';
import type { Journal } from './journal.ts';
import { Peer, type PeerSocket } from './peer.ts';
import type { Entry, Person, RoomState } from './state.ts';

export const recordingOff: RecordingState = { state: 'off', id: null, startedAt: null, storedUntil: null, alarm: null };

export interface RoomOptions {
	config: SfuConfig;
	workers: Workers;
	/** Null: no recorder is configured. */
	recordings: Recordings | null;
	journal: Journal;
	outbox: Outbox;
	log: Logger;
}

/** One meeting: what must outlive the process lies in `journal`, the rest is here. What happens in it is in the files beside. */
export class Room {
	readonly config: SfuConfig;
	readonly workers: Workers;
	readonly recordings: Recordings | null;
	readonly journal: Journal;
	readonly outbox: Outbox;
	readonly log: Logger;
	readonly peers = new Map<string, Peer>();
	/** Router and observers; null while nobody needs them. */
	media: Promise<RoomMedia> | null = null;
	recording: RoomRecording | null = null;
	/** How a council's session stands that is held here, as far as this process has been told; what it allows is in the journal. */
	council: { version: number; state: unknown } | null = null;
	/** While one recording is cut off and the next one begins; null otherwise. */
	parting: Promise<void> | null = null;
	/** What is seen of those whose picture and sound are evidence. */
	readonly witnessed = new Map<string, Witnessed>();
	/** What the public sees; null when it sees nothing. */
	stream: RoomStream | null = null;
	/** As everyone sees it. */
	recordingState: RecordingState = recordingOff;
	/** Loudest first. */
	speakers: string[] = [];
	/** Heard by the observers, loudest first. */
	heard: string[] = [];
	/** Programs (ingest) whose sound is more than silence. */
	readonly loudPrograms = new Set<string>();
	/** Encoders and wall screens that are connected, by session. */
	readonly devices = new Map<string, Device>();
	/** Runs while nobody is here. */
	emptying: NodeJS.Timeout | null = null;
	/** Until then the room stays in memory, in ms since 1970. */
	lastUsed = Date.now();

	constructor({ config, workers, recordings, journal, outbox, log }: RoomOptions) {
		this.config = config;
		this.workers = workers;
		this.recordings = recordings;
		this.journal = journal;
		this.outbox = outbox;
		this.log = log;
	}

	get id(): string {
		return this.journal.state.room;
	}

	get state(): RoomState {
		return this.journal.state;
	}

	record(entry: Entry): void {
		this.journal.record(entry);
	}

	/** The portal learns of it, in order and at least once. */
	tell(event: Callback['event']): void {
		this.outbox.tell(event);
	}

	/** Into the recording's log of events, when one runs. */
	note(event: Omit<RecordedEvent, 'at'>): void {
		this.recording?.event({ at: Date.now(), ...event });
	}

	person(id: string): Person | undefined {
		return this.state.people.get(id);
	}

	/** Changes a person, in memory and journal. */
	change(id: string, change: Partial<Omit<Person, 'id'>>): Person {
		const person = this.person(id);
		if (!person) throw new Refusal('not-found');
		const changed = { ...person, ...change };
		this.record({ type: 'person', person: changed });
		return changed;
	}

	/** Someone who is in the room, away or not. */
	present(id: string): { person: Person; peer: Peer } {
		const person = this.person(id);
		if (person?.place !== 'room') throw new Refusal('not-found');
		return { person, peer: this.peer(id) };
	}

	peer(id: string): Peer {
		let peer = this.peers.get(id);
		if (!peer) this.peers.set(id, (peer = new Peer(id)));
		return peer;
	}

	/** Those who take part; whoever only looks on is in nobody's list. */
	inside(): Person[] {
		return [...this.state.people.values()].filter(({ place, seat }) => place === 'room' && seat === 'participant');
	}

	/** In the order of their coming. */
	waiting(): Waiting[] {
		return [...this.state.people.values()]
			.filter(({ place, seat }) => place === 'lobby' && seat === 'participant')
			.sort((one, other) => one.since - other.since)
			.map(({ id, name, organisation, guest, since }) => ({ id, name, organisation, guest, since }));
	}

	view(person: Person): Participant {
		const peer = this.peers.get(person.id);
		return {
			id: person.id,
			name: person.name,
			organisation: person.organisation,
			guest: person.guest,
			host: person.grants.includes('host'),
			state: peer && (peer.socket || peer.ingest.length > 0) ? 'here' : 'away',
			joinedAt: person.since,
			producers: [...(peer?.published.values() ?? [])].map(({ producer, source }) => ({ id: producer.id, source, paused: producer.paused })),
			handAt: person.handAt,
			quality: peer?.quality ?? null,
			consent: person.consent
		};
	}

	/** To everyone inside, but `except`; to those first who take part. */
	broadcast<E extends ServerEvent>(event: E, message: ServerMessage<E>, except?: string): void {
		let onlooker: PeerSocket | null = null;
		for (const peer of this.peers.values()) {
			const person = this.person(peer.id);
			if (!peer.entered || peer.id === except || person?.place !== 'room') continue;
			if (person.seat === 'onlooker') onlooker = peer.socket ?? onlooker;
			else peer.emit(event, message);
		}
		if (onlooker) tellOnlookers(this, { one: onlooker, event, message });
	}

	changed(id: string): void {
		const person = this.person(id);
		if (person?.place === 'room' && person.seat === 'participant') this.broadcast('participantChanged', this.view(person));
	}

	lobbyChanged(): void {
		const message = { waiting: this.waiting() };
		for (const peer of this.peers.values()) {
			const person = this.person(peer.id);
			if (peer.entered && person?.place === 'room' && person.grants.includes('host')) peer.emit('waitingChanged', message);
		}
	}
}
