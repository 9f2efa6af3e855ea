/**
 * A room's recording: who starts it, who is in it, what the room is told of it. The writing is the recorder's.
 */
import { randomUUID } from 'node:crypto';
import { mediaOf } from '../media/room-media.ts';
import { unpublishAll } from '../media/unpublish.ts';
import { focusRecording } from '../media/speakers.ts';
import { wantLayers } from '../media/layers.ts';
import type { Input, RecordingState } from '../protocol.ts';
import { RecorderUnavailable } from '../recording/index.ts';
import { Refusal } from '../refusal.ts';
import type { Handlers } from '../socket/dispatch.ts';
import type { Peer, Published } from './peer.ts';
import type { Room } from './room.ts';
import type { Person } from './state.ts';

export const recordingHandlers: Pick<Handlers, 'record' | 'consent'> = {
	async record({ room }, { action }) {
		await actOnRecording(room, action);
		return {};
	},
	consent({ room, person, peer }, { given }) {
		giveConsent(room, person, peer, given);
		return {};
	}
};

/** While a recording runs, whoever has not agreed may not publish anything new. */
export function mustConsent(room: Room, person: Person): boolean {
	return isRecording(room) && !person.consent;
}

/** Hands a track to the recording, if one runs and its owner has agreed; otherwise it is held back until then. */
export function recordTrack(room: Room, peer: Peer, published: Published): void {
	const person = room.person(peer.id);
	if (!room.recording || !person?.consent || published.recorded) return;
	published.recorded = true;
	const { producer, source } = published;
	room.recording.addProducer({ producer, participant: person.id, name: person.name, source }).then(
		() => { wantLayers(room, peer, producer.id); },
		(error: unknown) => {
			published.recorded = false;
			if (!producer.closed) room.log.error({ room: room.id, participant: person.id, producer: producer.id, err: error }, 'a track could not be recorded');
		}
	);
}

/** Start, pause, resume or stop; by a host's call or by the portal's. */
export async function actOnRecording(room: Room, action: Input<'record'>['action']): Promise<void> {
	if (room.state.ended !== null || room.inside().length === 0) throw new Refusal('not-found');
	if (action === 'start') return start(room);
	const { recording, state: { recording: kept } } = room;
	if (!recording || !kept) throw new Refusal('not-found');
	if (action === 'stop') {
		// The room shows `closing` at once; the recorder takes its time with the last pieces.
		stopRecording(room).catch((error: unknown) => { room.log.error({ room: room.id, recording: kept.id, err: error }, 'a recording could not be stopped in order'); });
		return;
	}
	const paused = action === 'pause';
	if (kept.paused === paused) return;
	if (paused) recording.pause();
	else recording.resume();
	room.record({ type: 'recording', recording: { ...kept, paused } });
	room.tell({ type: 'recording', recording: kept.id, state: paused ? 'paused' : 'resumed' });
	recording.event({ at: Date.now(), type: paused ? 'paused' : 'resumed' });
	show(room, { ...room.recordingState, ...recording.state });
}

/** Ends the recording, if one runs. That it is in the store is told later, by {@link closed}. */
export async function stopRecording(room: Room): Promise<void> {
	const { recording, state: { recording: kept } } = room;
	if (!recording || !kept) return;
	room.recording = null;
	room.record({ type: 'recording', recording: null });
	room.tell({ type: 'recording', recording: kept.id, state: 'stopped' });
	for (const peer of room.peers.values()) for (const published of peer.published.values()) published.recorded = false;
	show(room, { ...room.recordingState, state: 'closing' });
	await recording.stop();
	layersChanged(room);
}

/** After a restart of this process: the same recording goes on. */
export async function restoreRecording(room: Room): Promise<void> {
	const { recording: kept, meeting } = room.state;
	if (!kept || !meeting || !room.recordings) return;
	const { router } = await mediaOf(room);
	room.recording = room.recordings.restore({ id: kept.id, room: room.id, kind: meeting.kind, title: meeting.title, router, startedAt: kept.startedAt, paused: kept.paused });
	show(room, room.recording.state);
}

/** The recorder reports: shown to everyone, and kept until the next report. */
export function recordingChanged(room: Room, recording: string, state: RecordingState): void {
	const running = room.state.recording?.id === recording;
	// A report about an earlier recording must not hide the one that runs.
	if (!running && room.state.recording) return;
	show(room, state);
	if (running) layersChanged(room);
}

/** The recorder has ended by itself or on our word, with `recordingClosed` or `recordingFailed` for the portal. */
export function recordingOver(room: Room, recording: string, state: 'off' | 'failed'): void {
	if (room.state.recording?.id === recording) {
		room.recording = null;
		room.record({ type: 'recording', recording: null });
	}
	if (room.state.recording === null) show(room, { state, id: null, startedAt: null, storedUntil: null, alarm: null });
}

export function isRecording(room: Room): boolean {
	return room.state.recording !== null;
}

async function start(room: Room): Promise<void> {
	const { meeting } = room.state;
	if (!meeting?.recordable) throw new Refusal('not-recordable');
	// One that was killed a moment ago has three seconds to be replaced.
	if (!room.recordings) throw new Refusal('recorder-unavailable');
	if (room.state.recording) return;
	const startedAt = Date.now();
	const id = randomUUID();
	// Before the recorder answers: two hosts who press at once must not start two recordings.
	const part = room.state.council ? (room.state.council.closed ? 'closed' : 'open') : undefined;
	room.record({ type: 'recording', recording: { id, startedAt, paused: false, part } });
	show(room, { state: 'starting', id, startedAt, storedUntil: null, alarm: null });
	try {
		const { router } = await mediaOf(room);
		room.recording = await room.recordings.start({ id, room: room.id, kind: meeting.kind, title: meeting.title, router });
	} catch (error) {
		room.record({ type: 'recording', recording: null });
		show(room, { state: 'failed', id: null, startedAt: null, storedUntil: null, alarm: null });
		if (error instanceof RecorderUnavailable) throw new Refusal('recorder-unavailable');
		throw error;
	}
	// The recording's zero is the recorder's: after a restart of this process it must be found in the journal.
	room.record({ type: 'recording', recording: { id, startedAt: room.recording.state.startedAt ?? startedAt, paused: false, part } });
	room.tell({ type: 'recording', recording: id, state: 'started', part });
	for (const person of room.inside()) {
		room.note({ type: 'joined', participant: person.id, detail: { name: person.name, organisation: person.organisation, guest: person.guest } });
		const peer = room.peer(person.id);
		for (const published of peer.published.values()) recordTrack(room, peer, published);
	}
	focusRecording(room);
	show(room, room.recording.state);
}

/** Ends the recording that runs and begins another, paused if that one was: what follows is not for the same eyes as what was before. Does nothing while none runs. */
export async function recordApart(room: Room): Promise<void> {
	const before = room.state.recording;
	if (!before) return;
	// The recorder takes its time with the last pieces of the one; not a second of the other waits for that.
	stopRecording(room).catch((error: unknown) => { room.log.error({ room: room.id, recording: before.id, err: error }, 'a recording could not be stopped in order'); });
	await start(room);
	if (before.paused) await actOnRecording(room, 'pause');
}

/** Or takes it back: then what this person publishes ends while a recording runs. */
export function giveConsent(room: Room, person: Person, peer: Peer, given: boolean): void {
	if (person.consent === given) return;
	room.change(person.id, { consent: given });
	room.tell({ type: 'consent', participant: person.id, given });
	room.note({ type: 'consent', participant: person.id, detail: { given } });
	if (given) for (const published of peer.published.values()) recordTrack(room, peer, published);
	else if (isRecording(room)) unpublishAll(room, peer);
	room.changed(person.id);
}

function show(room: Room, state: RecordingState): void {
	room.recordingState = state;
	room.broadcast('recording', state);
}

function layersChanged(room: Room): void {
	for (const peer of room.peers.values()) for (const producer of peer.published.keys()) wantLayers(room, peer, producer);
}
