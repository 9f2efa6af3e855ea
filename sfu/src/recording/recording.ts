/**
 * A room's recording, seen from the media server. The room owns exactly one while it records; the recorder process does the writing.
 */
import type { types } from 'mediasoup';
import type { RecordingState, Source } from '../protocol.ts';

/** Events of the meeting in the recording's time base; the recorder keeps them beside the media. `at` is ms since 1970. */
export interface RecordedEvent {
	at: number;
	type: 'joined' | 'left' | 'muted' | 'unmuted' | 'camera' | 'screen' | 'speaker' | 'chat' | 'hand' | 'paused' | 'resumed' | 'layer' | 'consent' | 'gap' | 'council';
	participant?: string;
	detail?: Record<string, unknown>;
}

export interface RecordedProducer {
	producer: types.Producer;
	participant: string;
	name: string;
	source: Source;
}

export interface RoomRecording {
	readonly id: string;
	readonly state: RecordingState;
	/** Call for every producer of the room, also those that were there before the recording started. */
	addProducer(recorded: RecordedProducer): Promise<void>;
	removeProducer(producerId: string): void;
	event(event: RecordedEvent): void;
	/** As `event`, of several in order; resolves once the recorder has them on its disk, however many recorders die on the way. */
	kept(events: RecordedEvent[]): Promise<void>;
	/** Whom the room sees now: the recorder's policy (design §3.6) picks layers by it. */
	focus(focus: { speakers: string[]; pinned: string[]; cameras: number }): void;
	/** Highest layer that the recorder wants of this producer, -1 for none: joins the viewers' wishes in `layersWanted`. */
	layerWanted(producerId: string): number;
	/** The worker died and the room lives on another router: producers come again through addProducer. */
	moveTo(router: types.Router): Promise<void>;
	pause(): void;
	resume(): void;
	/** Everything out, last pieces closed. Resolves when the recorder has taken over; `onClosed` tells when it is in the store. */
	stop(): Promise<void>;
}
