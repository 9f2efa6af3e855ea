import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../src/protocol.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { admission, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

// Chromium's ICE is often ready before its first `produce` has arrived: mediasoup then begins DTLS without knowing the fingerprint.
test('a browser whose ICE is quicker than its first track is connected all the same', async () => {
	const { client, snapshot, who } = await join(on, admission());
	const transport = () => on.sfu.rooms.all[0]?.peers.get(who.sub)?.send;
	const socket = createSocket('udp4');
	try {
		const candidate = snapshot.media?.send.iceCandidates.find(({ protocol }) => protocol === 'udp');
		if (!candidate || !snapshot.media) throw new Error('no UDP candidate');
		socket.send(bindingRequest(snapshot.media.send), candidate.port, candidate.address);
		await until('ICE is connected and DTLS begun', 5_000, () => transport()?.dtlsState === 'connecting');
		await (await studio(client, snapshot)).publish('microphone');
		// The fingerprint must have been taken: a second one is refused.
		expect(await client.refused('connectTransport', { transport: snapshot.media.send.id, dtlsParameters: snapshot.media.send.dtlsParameters })).toBe('bad-input');
	} finally {
		socket.close();
	}
});

/** RFC 5389 binding request with the attributes that ICE (RFC 8445) wants of a controlling, nominating client. */
function bindingRequest({ iceParameters }: NonNullable<Snapshot['media']>['send']): Buffer {
	const name = Buffer.from(`${iceParameters.usernameFragment}:browser`);
	const attributes = [attribute(0x0006, name), attribute(0x0024, Buffer.from([0x6e, 0, 0x1e, 0xff])), attribute(0x802a, randomBytes(8)), attribute(0x0025, Buffer.alloc(0))];
	const id = randomBytes(12);
	const unsigned = message(id, attributes, 24);
	const signed = [...attributes, attribute(0x0008, createHmac('sha1', iceParameters.password).update(unsigned).digest())];
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE((crc32(message(id, signed, 8)) ^ 0x5354_554e) >>> 0);
	return message(id, [...signed, attribute(0x8028, checksum)], 0);
}

/** `ahead`: bytes of attributes that are still to come but count in the length already. */
function message(id: Buffer, attributes: Buffer[], ahead: number): Buffer {
	const body = Buffer.concat(attributes);
	const header = Buffer.alloc(8);
	header.writeUInt16BE(0x0001, 0);
	header.writeUInt16BE(body.length + ahead, 2);
	header.writeUInt32BE(0x2112_a442, 4);
	return Buffer.concat([header, id, body]);
}

function attribute(type: number, value: Buffer): Buffer {
	const header = Buffer.alloc(4);
	header.writeUInt16BE(type, 0);
	header.writeUInt16BE(value.length, 2);
	return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}
