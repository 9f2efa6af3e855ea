/** The portal's calls about the hall's equipment (http/control.ts): it has read the device's token, and says in a signed admission who that is. */
import type { Control, Devices, EquipmentAnswer, FragmentAnswer } from '../control.ts';
import { turnServers } from '../media/turn.ts';
import { goOut } from '../room/leave.ts';
import type { Room } from '../room/room.ts';
import { HandshakeRefused } from '../socket/handshake.ts';
import type { SignedAdmission } from '../token.ts';
import { asksForRestart, iceFragment } from './answer.ts';
import type { Device } from './device.ts';
import { OfferRefused } from './offer.ts';
import { letPlay } from './play.ts';
import { letSend } from './send.ts';

type Call<T extends Control['call']['type']> = Extract<Control['call'], { type: T }>;
type Refused = Extract<EquipmentAnswer, { ok: false }>;

const doors: Partial<Record<string, Refused['why']>> = { removed: 'removed', ended: 'ended', locked: 'locked', 'room-full': 'full' };

/** An encoder or a wall screen has come with an offer. */
export async function offer({ room, admission, call }: { room: Room; admission: SignedAdmission; call: Call<'offer'> }): Promise<EquipmentAnswer> {
	try {
		const opened = await (call.way === 'send' ? letSend : letPlay)({ room, admission, sdp: call.sdp });
		if ('ok' in opened) return opened;
		const { device: { session, etag }, sdp } = opened;
		return { ok: true, session, etag, sdp, iceServers: turnServers({ turn: room.config.turn, person: admission.sub, now: Date.now() }) };
	} catch (error) {
		if (error instanceof OfferRefused) return { ok: false, why: error.why, detail: error.message };
		// mediasoup has judged the inside of the parameters.
		if (error instanceof TypeError) return { ok: false, why: 'unacceptable', detail: error.message.slice(0, 300) };
		const why = error instanceof HandshakeRefused ? doors[error.data.code] : undefined;
		if (why === undefined) throw error;
		return { ok: false, why };
	}
}

/**
 * Candidates of the device are not needed: it comes to us, and where from is seen then (ICE lite, RFC 8445 §2.5). With new credentials in the
 * fragment ICE begins anew, with new ones of ours.
 */
export async function fragment({ room, call }: { room: Room; call: Call<'fragment'> }): Promise<FragmentAnswer> {
	const device = found(room, call);
	if (device === undefined) return { ok: false, why: 'gone' };
	if (call.etag !== null && call.etag !== device.etag) return { ok: false, why: 'stale' };
	if (!asksForRestart(call.fragment) || call.etag !== null) return { ok: true, etag: device.etag, fragment: null };
	await device.transport.restartIce();
	return { ok: true, etag: device.etag, fragment: iceFragment({ ...device.place, mids: device.mids }) };
}

export function hangUp({ room, call }: { room: Room; call: Call<'hangUp'> }): { found: boolean } {
	const device = found(room, call);
	if (device?.way === 'send') goOut(room, room.peer(device.participant), 'left');
	device?.transport.close();
	return { found: device !== undefined };
}

/** The devices of this room, as the portal's page shows them. */
export async function devices(room: Room): Promise<Devices> {
	return Promise.all(
		[...room.devices.values()].map(async ({ participant, way, since, connected, producers, consumers, gauge }) => {
			const tracks = [...producers, ...consumers];
			// A consumer also tells what its producer gets.
			const ours = way === 'send' ? 'inbound-rtp' : 'outbound-rtp';
			const stats = (await Promise.all(tracks.map(async (track) => (await track.getStats().catch(() => [])).flatMap((one) => (one.type === ours ? [one] : []))))).flat();
			// What a wall is sent changes with what it shows.
			const video = producers.find(({ kind }) => kind === 'video');
			return {
				participant,
				way,
				since,
				connected,
				bitrate: stats.reduce((sum, one) => sum + one.bitrate, 0),
				sound: stats.some(({ kind, bitrate }) => kind === 'audio' && bitrate > 0),
				picture: video ? { codec: (video.rtpParameters.codecs[0]?.mimeType ?? '').replace(/^.*\//, ''), ...(gauge?.read(Date.now()) ?? { width: null, height: null, rate: null }) } : null
			};
		})
	);
}

function found(room: Room, { participant, session }: { participant: string; session: string }): Device | undefined {
	const device = room.devices.get(session);
	return device?.participant === participant ? device : undefined;
}
