import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Relay {
	/** Where ffmpeg sends to. */
	address: string;
	close(): void;
}

/**
 * ffmpeg sends sound or picture and its clock reports from two ports, the room listens for both from one (rtcp-mux) and takes the first
 * port that it hears. So both pass through here and leave by one socket.
 */
export async function openRelay({ ip, port }: { ip: string; port: number }): Promise<Relay> {
	const out = createSocket('udp4');
	const forward = (packet: Buffer): void => out.send(packet, port, ip);
	const [media, reports] = [await listen(ip, forward), await listen(ip, forward)];
	return {
		address: `rtp://${ip}:${media.address().port}?rtcpport=${reports.address().port}&pkt_size=1200`,
		close: () => [out, media, reports].forEach((socket) => socket.close())
	};
}

async function listen(ip: string, forward: (packet: Buffer) => void): Promise<Socket> {
	const socket = createSocket('udp4', forward);
	socket.bind(0, ip);
	await once(socket, 'listening');
	return socket;
}
