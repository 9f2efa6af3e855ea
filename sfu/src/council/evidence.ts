/**
 * Whether the picture and the sound of a member who takes part from elsewhere arrive in real time, as the law asks of their presence
 * (Act 128/2000 § 92a, Act 129/2000 § 41a).
 *
 * Picture: the camera is not stopped, a key frame has arrived, and packets of it go on arriving. Sound: packets of the microphone arrive, or it is muted by choice.
 * This proves that a decodable stream is sent, not what it shows: a covered or frozen camera is for the chair to judge.
 */
import type { types } from 'mediasoup';
import type { Callback } from '../control.ts';
import { trace } from '../media/trace.ts';
import type { Peer, Published } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import { look, unwatched, type Watch } from './standing.ts';

/** Between two looks, in ms. */
export const WITNESS_INTERVAL = 1_000;

type Evidence = Extract<Callback['event'], { type: 'evidence' }>;

/** What was seen of one person so far. */
export interface Witnessed {
	watch: Watch;
	/** Packets received of each producer at the last look, and whether a key frame has arrived. */
	tracks: Map<string, { packets: number; keyFrame: boolean }>;
}

/** Looks once at everybody whose picture and sound are evidence here, and tells the portal of changes. */
export function witness(room: Room): void {
	const { council, ended } = room.state;
	if (!council?.evidence || ended !== null) return room.witnessed.clear();
	for (const id of room.witnessed.keys()) if (!council.evidence.of.includes(id)) room.witnessed.delete(id);
	for (const id of council.evidence.of) {
		const peer = room.peers.get(id);
		if (peer && room.person(id)?.place === 'room') {
			seen(room, peer).catch(() => undefined); // A producer that has closed between two looks is seen as missing at the next.
		}
	}
}

async function seen(room: Room, peer: Peer): Promise<void> {
	const witnessed = room.witnessed.get(peer.id) ?? { watch: unwatched, tracks: new Map() };
	room.witnessed.set(peer.id, witnessed);
	const published = [...peer.published.values()];
	const camera = published.find(({ source }) => source === 'camera');
	const microphone = published.find(({ source }) => source === 'microphone');
	const picture = camera !== undefined && !camera.producer.paused && (await flows(witnessed, camera)) && witnessed.tracks.get(camera.producer.id)?.keyFrame === true;
	const sound = microphone === undefined ? 'missing' : microphone.producer.paused ? 'muted' : (await flows(witnessed, microphone)) ? 'flowing' : 'missing';
	const graceMs = (room.state.council?.evidence?.graceSeconds ?? 0) * 1_000;
	tell(room, peer.id, { picture, sound }, look({ watch: witnessed.watch, good: picture && sound !== 'missing', now: Date.now(), graceMs }));
}

/** Have packets of this track come since the last look? */
async function flows({ tracks }: Witnessed, { producer }: Published): Promise<boolean> {
	let track = tracks.get(producer.id);
	if (!track) {
		tracks.set(producer.id, (track = { packets: 0, keyFrame: false }));
		if (producer.kind === 'video') await watchKeyFrames(producer, track);
		producer.observer.once('close', () => tracks.delete(producer.id));
	}
	const packets = (await producer.getStats()).reduce((sum, { packetCount }) => sum + packetCount, 0);
	const more = packets > track.packets;
	track.packets = packets;
	return more;
}

async function watchKeyFrames(producer: types.Producer, track: { keyFrame: boolean }): Promise<void> {
	producer.on('trace', ({ type }) => {
		if (type === 'keyframe') track.keyFrame = true;
	});
	await trace(producer, 'keyframe');
	const stats = await producer.getStats();
	// Frames that arrived before anybody looked: the first of any stream is a key frame.
	if (stats.some(({ packetCount }) => packetCount > 0)) track.keyFrame = true;
}

function tell(room: Room, participant: string, { picture, sound }: Pick<Evidence, 'picture' | 'sound'>, watch: Watch): void {
	const witnessed = room.witnessed.get(participant);
	if (!witnessed) return;
	const { standing } = witnessed.watch;
	witnessed.watch = watch;
	if (watch.standing === standing || watch.standing === 'unknown') return;
	room.tell({ type: 'evidence', participant, picture, sound, standing: watch.standing, until: watch.until });
}

/** They have left, or a host has sent them out: that is no failure of a line. */
export function forgetEvidence(room: Room, participant: string): void {
	const witnessed = room.witnessed.get(participant);
	room.witnessed.delete(participant);
	if (witnessed && witnessed.watch.standing !== 'unknown' && witnessed.watch.standing !== 'gone') room.tell({ type: 'evidence', participant, picture: false, sound: 'missing', standing: 'gone', until: null });
}

/** After a restart of this process: for a while nobody was seen, and nobody has left by their own will. The portal then tells anew how the session stands. */
export function tellGap(room: Room): void {
	if (room.state.council) room.tell({ type: 'evidenceGap', from: room.lastUsed, to: Date.now() });
}
