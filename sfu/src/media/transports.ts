import type { types } from 'mediasoup';
import type { Snapshot } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { Peer } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { candidatesFor } from './candidates.ts';
import { unpublishAll } from './unpublish.ts';
import { mediaOf } from './room-media.ts';
import { turnServers } from './turn.ts';

/** What we assume a new receiver can take until the bandwidth estimate knows better, in bit/s: one good picture and sound. */
const FIRST_OUTGOING = 1_000_000;
/** Nobody needs more to send a camera in three layers and a screen, in bit/s. */
const MOST_INCOMING = 8_000_000;

/** Two fresh transports for this person; whatever was there before is closed. */
export async function openTransports(room: Room, peer: Peer): Promise<NonNullable<Snapshot['media']>> {
	const { announced } = room.config.rtc;
	const { router, worker } = await mediaOf(room);
	const options = { webRtcServer: worker.server, enableUdp: true, enableTcp: true, preferUdp: true, initialAvailableOutgoingBitrate: FIRST_OUTGOING };
	const [send, receive] = await Promise.all([router.createWebRtcTransport(options), router.createWebRtcTransport(options)]);
	closeTransports(room, peer);
	peer.send = send;
	peer.receive = receive;
	await send.setMaxIncomingBitrate(MOST_INCOMING);
	watch(room, peer, send);
	watch(room, peer, receive);
	return {
		routerRtpCapabilities: router.rtpCapabilities,
		iceServers: turnServers({ turn: room.config.turn, person: peer.id, now: Date.now() }),
		send: parametersOf(send, announced),
		receive: parametersOf(receive, announced)
	};
}

/** Also ends every track of this person, in both directions. */
export function closeTransports(room: Room, peer: Peer): void {
	unpublishAll(room, peer);
	peer.send?.close();
	peer.receive?.close();
	peer.send = peer.receive = null;
	peer.rtpCapabilities = null;
	peer.watched.clear();
	peer.consuming.clear();
	peer.tiles = new Map();
	peer.looked = false;
}

export const transportHandlers: Pick<Handlers, 'connectTransport' | 'restartIce'> = {
	async connectTransport({ peer }, { transport, dtlsParameters }) {
		await connect(find(peer, transport), dtlsParameters);
		return {};
	},
	async restartIce({ peer }, { transport }) {
		return { iceParameters: await find(peer, transport).restartIce() };
	}
};

/** Once per transport; a second time is the caller's mistake. */
export async function connect(transport: types.WebRtcTransport, dtlsParameters: types.DtlsParameters): Promise<void> {
	transport.appData.connected = true;
	try {
		await transport.connect({ dtlsParameters });
	} catch {
		throw new Refusal(transport.closed ? 'not-found' : 'bad-input');
	}
}

/** `dtlsState` does not tell: a browser that is quick is answered before we know its fingerprint, and waits in `connecting`. */
export function isConnected(transport: types.WebRtcTransport): boolean {
	return transport.appData.connected === true;
}

function find(peer: Peer, id: string): types.WebRtcTransport {
	const transport = [peer.send, peer.receive].find((one) => one?.id === id);
	if (!transport) throw new Refusal('not-found');
	return transport;
}

/** Someone away whose DTLS has ended has closed the tab: the frozen picture goes at once, the person after the grace period. */
function watch(room: Room, peer: Peer, transport: types.WebRtcTransport): void {
	const gone = () => {
		if (peer.socket || (peer.send !== transport && peer.receive !== transport)) return;
		closeTransports(room, peer);
		room.changed(peer.id);
	};
	transport.on('dtlsstatechange', (state) => {
		if (state === 'closed' || state === 'failed') gone();
	});
	transport.on('icestatechange', (state) => {
		if (state === 'disconnected') gone();
	});
}

function parametersOf({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport, announced: readonly string[]) {
	return { id, iceParameters, iceCandidates: candidatesFor(iceCandidates, announced), dtlsParameters };
}
