/**
 * Whether the picture and the sound of a member who takes part from elsewhere arrive in real time, as the law asks of their presence
 * (Act 128/2000 § 92a, Act 129/2000 § 41a).
 *
 * Picture: the camera is not stopped, and whole frames of it go on arriving that decode (picture-watch.ts). Sound: packets of the microphone arrive, or it is muted
 * by choice. This proves that a decodable stream is sent, not what it shows: a covered or frozen camera is for the chair to judge.
 */
import type { types } from 'mediasoup';
import type { Callback } from '../control.ts';
import { wantLayers } from '../media/layers.ts';
import { mediaOf } from '../media/room-media.ts';
import type { Peer, Published } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import { PictureWatch } from './picture-watch.ts';
import { look, unwatched, type Watch } from './standing.ts';

/** Between two looks, in ms. */
export const WITNESS_INTERVAL = 1_000;
/** How often the journal is told that somebody watches, in ms: a gap is known to this precision. */
const NOTE_EVERY = 5_000;

type Evidence = Extract<Callback['event'], { type: 'evidence' }>;

/** What was seen of one person so far. */
export interface Witnessed {
	watch: Watch;
	/** Packets received of each microphone at the last look. */
	packets: Map<string, number>;
	picture: PictureWatch | null;
}

/** Of each router, for as long as it lives: where the pictures that are evidence are looked at. */
const transports = new WeakMap<types.Router, Promise<types.DirectTransport>>();

/** Looks once at everybody whose picture and sound are evidence here, and tells the portal of changes. */
export function witness(room: Room): void {
	const { council, ended } = room.state;
	const of = ended === null ? (council?.evidence?.of ?? []) : [];
	for (const id of room.witnessed.keys()) if (!of.includes(id)) letGo(room, id);
	if (of.length > 0) noteWatch(room);
	for (const id of of) {
		const peer = room.peers.get(id);
		if (peer && room.person(id)?.place === 'room') {
			seen(room, peer).catch(() => undefined); // A producer that has closed between two looks is seen as missing at the next.
		}
	}
}

async function seen(room: Room, peer: Peer): Promise<void> {
	const witnessed = room.witnessed.get(peer.id) ?? { watch: unwatched, packets: new Map(), picture: null };
	room.witnessed.set(peer.id, witnessed);
	const published = [...peer.published.values()];
	const camera = published.find(({ source }) => source === 'camera');
	const microphone = published.find(({ source }) => source === 'microphone');
	const picture = camera !== undefined && !camera.producer.paused && (await shows(room, peer, witnessed, camera));
	const sound = microphone === undefined ? 'missing' : microphone.producer.paused ? 'muted' : (await flows(witnessed, microphone)) ? 'flowing' : 'missing';
	const graceMs = (room.state.council?.evidence?.graceSeconds ?? 0) * 1_000;
	tell(room, peer.id, { picture, sound }, look({ watch: witnessed.watch, good: picture && sound !== 'missing', now: Date.now(), graceMs }));
}

/** Does this camera's picture arrive? Watched from the first question on. */
async function shows(room: Room, peer: Peer, witnessed: Witnessed, { producer }: Published): Promise<boolean> {
	if (witnessed.picture?.producer !== producer) {
		witnessed.picture?.close();
		const { router } = await mediaOf(room);
		const watch = new PictureWatch({ producer, router });
		witnessed.picture = watch;
		producer.observer.once('close', () => {
			watch.close();
			if (witnessed.picture === watch) witnessed.picture = null;
		});
		wantLayers(room, peer, producer.id);
		await watch.open(await transportOn(router)).catch((error: unknown) => {
			watch.close();
			if (witnessed.picture === watch) witnessed.picture = null;
			throw error;
		});
	}
	return witnessed.picture?.arrives(Date.now()) ?? false;
}

async function transportOn(router: types.Router): Promise<types.DirectTransport> {
	let opening = transports.get(router);
	if (!opening) {
		opening = router.createDirectTransport({ appData: { use: 'evidence' } });
		transports.set(router, opening);
		opening.catch(() => transports.delete(router));
	}
	return opening;
}

/** Lowest layer of a camera that is evidence, -1 of any other: it is sent although nobody may be looking at it. */
export function evidenceLayer(room: Room, producer: string): number {
	for (const { picture } of room.witnessed.values()) if (picture?.producer.id === producer) return 0;
	return -1;
}

/** Have packets of this microphone come since the last look? */
async function flows({ packets }: Witnessed, { producer }: Published): Promise<boolean> {
	const before = packets.get(producer.id) ?? 0;
	const now = (await producer.getStats()).reduce((sum, { packetCount }) => sum + packetCount, 0);
	if (!packets.has(producer.id)) producer.observer.once('close', () => packets.delete(producer.id));
	packets.set(producer.id, now);
	return now > before;
}

function tell(room: Room, participant: string, { picture, sound }: Pick<Evidence, 'picture' | 'sound'>, watch: Watch): void {
	const witnessed = room.witnessed.get(participant);
	if (!witnessed) return;
	const { standing } = witnessed.watch;
	witnessed.watch = watch;
	if (watch.standing === standing || watch.standing === 'unknown') return;
	room.tell({ type: 'evidence', participant, picture, sound, standing: watch.standing, until: watch.until });
}

/** Nobody asks for their evidence any more: there is nothing to tell of them. */
function letGo(room: Room, participant: string): Witnessed | undefined {
	const witnessed = room.witnessed.get(participant);
	room.witnessed.delete(participant);
	witnessed?.picture?.close();
	return witnessed;
}

/** So that after a death of this process it is known since when nobody watched. */
function noteWatch(room: Room): void {
	const now = Date.now();
	if (now - (room.state.watchedAt ?? 0) >= NOTE_EVERY) room.record({ type: 'watched', at: now });
	// Nobody waits for it: a line that is lost makes the gap a little longer than it was.
	void room.journal.saved();
}

/** They have left, or a host has sent them out: that is no failure of a line. */
export function forgetEvidence(room: Room, participant: string): void {
	const witnessed = letGo(room, participant);
	if (witnessed && witnessed.watch.standing !== 'unknown' && witnessed.watch.standing !== 'gone') room.tell({ type: 'evidence', participant, picture: false, sound: 'missing', standing: 'gone', until: null });
}

/** After a restart of this process: for a while nobody was seen, and nobody has left by their own will. The portal then tells anew how the session stands. */
export function tellGap(room: Room): void {
	if (room.state.council) room.tell({ type: 'evidenceGap', from: Math.min(room.state.watchedAt ?? room.lastUsed, Date.now()), to: Date.now() });
}
