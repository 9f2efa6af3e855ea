import type { Media } from './media.ts';

/**
 * What support asks for when a picture or a sound fails. Figures of one moment; `bytes` and `packets` count from the start of the transport.
 * No names and no content. Reached in the room under "Connection diagnostics", and as `salRoom.stats()` in the browser's console.
 */
export type Diagnosis = {
	route: { protocol: string; local: string; remote: string; roundTrip: number | null } | null;
	sent: Sent[];
	received: Received[];
};
export type Sent = { kind: string; rid: string; active: boolean; bytes: number; packets: number; width: number; height: number; frames: number };
export type Received = { kind: string; track: string; bytes: number; packets: number; lost: number; width: number; height: number; frames: number; energy: number; jitterMs: number };

type Entry = Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const figure = (value: unknown) => (typeof value === 'number' ? value : 0);

/** @throws when the transports are closed */
export async function diagnose(media: Media): Promise<Diagnosis> {
	const { send, receive } = await media.stats();
	return { route: routeOf(receive) ?? routeOf(send), sent: sentOf(send), received: receivedOf(receive) };
}

function entries(report: RTCStatsReport, type: string): Entry[] {
	const found: Entry[] = [];
	report.forEach((entry: Entry) => {
		if (entry.type === type) found.push(entry);
	});
	return found;
}

function routeOf(report: RTCStatsReport): Diagnosis['route'] {
	const [transport] = entries(report, 'transport');
	const pairs = entries(report, 'candidate-pair');
	// Firefox has no `transport` entry and marks the pair itself.
	const pair = pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ?? pairs.find(({ selected, nominated }) => selected === true || nominated === true);
	if (!pair) return null;
	const candidate = (id: unknown): Entry => (report.get(text(id)) as Entry | undefined) ?? {};
	const local = candidate(pair.localCandidateId);
	const remote = candidate(pair.remoteCandidateId);
	const trip = pair.currentRoundTripTime;
	return { protocol: text(local.relayProtocol) || text(local.protocol), local: text(local.candidateType), remote: `${text(remote.address)}:${figure(remote.port)}`, roundTrip: typeof trip === 'number' ? trip * 1000 : null };
}

function sentOf(report: RTCStatsReport): Sent[] {
	return entries(report, 'outbound-rtp').map((entry) => ({
		kind: text(entry.kind),
		rid: text(entry.rid),
		active: entry.active !== false,
		bytes: figure(entry.bytesSent),
		packets: figure(entry.packetsSent),
		width: figure(entry.frameWidth),
		height: figure(entry.frameHeight),
		frames: figure(entry.framesEncoded)
	}));
}

function receivedOf(report: RTCStatsReport): Received[] {
	return entries(report, 'inbound-rtp')
		.filter((entry) => text(entry.trackIdentifier) !== 'probator')
		.map((entry) => ({
			kind: text(entry.kind),
			track: text(entry.trackIdentifier),
			bytes: figure(entry.bytesReceived),
			packets: figure(entry.packetsReceived),
			lost: figure(entry.packetsLost),
			width: figure(entry.frameWidth),
			height: figure(entry.frameHeight),
			frames: figure(entry.framesDecoded),
			energy: figure(entry.totalAudioEnergy),
			jitterMs: figure(entry.jitter) * 1000
		}));
}

/** Kilobits per second between two moments. */
export function rate(before: number, after: number, ms: number): number {
	return ms <= 0 ? 0 : Math.max(0, Math.round(((after - before) * 8) / ms));
}
