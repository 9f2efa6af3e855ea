import { BufferSource, EncodedPacketSink, Input, WEBM } from 'mediabunny';
import { expect, test } from 'vitest';
import { webmCluster, webmHeader } from './webm.ts';

test.each([
	['video', webmHeader({ kind: 'video', width: 1280, height: 720, avc: null })],
	['audio', webmHeader({ kind: 'audio', channels: 2, sampleRate: 48_000 })]
] as const)('%s: another program reads every block of every cluster, with its time and its bytes', async (kind, header) => {
	const blocks = Array.from({ length: 300 }, (_, index) => ({ time: index * 40, key: kind === 'audio' || index % 100 === 0, parts: [Buffer.alloc(index + 1, index), Buffer.from([index & 0xff])] }));
	const file = Buffer.concat([header, webmCluster(blocks.slice(0, 150)), webmCluster(blocks.slice(150))]);
	using input = new Input({ source: new BufferSource(file), formats: [WEBM] });
	const track = kind === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack();
	if (track === null) throw new Error('no track was found');
	const read: { time: number; key: boolean; bytes: Buffer }[] = [];
	for await (const { timestamp, type, data } of new EncodedPacketSink(track).packets()) read.push({ time: Math.round(timestamp * 1000), key: type === 'key', bytes: Buffer.from(data) });
	expect(read).toEqual(blocks.map(({ time, key, parts }) => ({ time, key, bytes: Buffer.concat(parts) })));
});
