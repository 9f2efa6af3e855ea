/**
 * The media server's door to the recorder: one connection to the recorder process, any number of recordings over it.
 * Without a recorder there is nothing to record with, and that is said (`recorder-unavailable`), never pretended.
 */
import type { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { RecordingState } from '../protocol.ts';
import type { RoomRecording } from './recording.ts';

export interface RecordingsOptions {
	/** The unix socket on which the recorder listens (SAL_RECORDER_SOCKET). */
	socketPath: string;
	/** Who we are in the close manifest (SAL_SFU_ID). */
	sfuId: string;
	logger: Logger;
	/** How much that the recorder has not made safe is kept for its successor; 64 MB by default. */
	ringBytes?: number;
}

export interface StartRecording {
	/** UUID of the recording; a fresh one per recording. */
	id: string;
	/** The room's (meeting's) id. */
	room: string;
	/** Decides how the pieces are locked: sessions in COMPLIANCE mode, anything else in GOVERNANCE mode (design §3.8). */
	kind: 'session' | 'case' | 'call';
	title: string;
	router: types.Router;
}

export interface RestoreRecording extends StartRecording {
	/** When it was started first, ms since 1970: keep it in the room's journal. */
	startedAt: number;
	/** Was it paused when the media server went down? */
	paused: boolean;
}

export interface RecordingsEvents {
	/** Anything the room shows has changed: state, storedUntil, alarm. Broadcast it. */
	state: [{ recording: string; room: string; state: RecordingState }];
	/**
	 * All pieces and the signed close manifest are in bucket `spool`. Comes again until `acknowledge()` was called, also after a
	 * restart: call it once the callback to the portal is on disk.
	 */
	closed: [{ recording: string; room: string; manifestKey: string; manifestVersion: string; manifestSha256: string; acknowledge: () => void }];
	/** The recorder cannot go on with this recording; what is safe stays safe. Comes again until acknowledged, too. */
	failed: [{ recording: string; room: string; reason: string; acknowledge: () => void }];
}

/** What the metrics endpoint shows. */
export interface RecordingsHealth {
	connected: boolean;
	recordings: number;
	tracks: number;
	/** Packets sent to the recorder that are not on its disk yet: how old the oldest is (ms), and their bytes. */
	lagMs: number;
	unacknowledgedBytes: number;
	/** Packets that had to be dropped because the recorder stayed away longer than the ring lasts. */
	droppedPackets: number;
}

export interface Recordings extends EventEmitter<RecordingsEvents> {
	/** Is a recorder connected? */
	readonly available: boolean;
	/** Begins a recording. Rejects with {@link RecorderUnavailable} when no recorder answers within three seconds. */
	start(options: StartRecording): Promise<RoomRecording>;
	/**
	 * Takes up a recording again after a restart of the media server: same id, the time in between becomes a gap with its reason. Works
	 * also while the recorder is away. Producers are added as after `start`.
	 */
	restore(options: RestoreRecording): RoomRecording;
	health(): RecordingsHealth;
	/** Hands over what is buffered and closes the connection; recordings that run stay open in the recorder. */
	close(): Promise<void>;
}

export { RecorderUnavailable } from './recorder-unavailable.ts';
export { createRecordings } from './recordings.ts';
