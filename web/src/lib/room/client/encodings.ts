import type { Source } from '@sal/sfu/protocol';
import type { types } from 'mediasoup-client';

/** Three layers of a 720p camera, 180p, 360p and 720p: viewers take the one that fits their tile. Rates in bits per second. */
const camera: types.RtpEncodingParameters[] = [
	{ scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 20 },
	{ scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 25 },
	{ scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 }
];
/** Written text must stay sharp; it may move more slowly. */
const screen: types.RtpEncodingParameters[] = [{ maxBitrate: 2_500_000, maxFramerate: 15 }];
/** Sound goes first when the line is short: a word that is missing hurts more than a picture. */
const speech: types.RtpEncodingParameters[] = [{ maxBitrate: 40_000, priority: 'high', networkPriority: 'high', dtx: true }];
const programme: types.RtpEncodingParameters[] = [{ maxBitrate: 96_000, priority: 'high', networkPriority: 'high' }];

/** How a track of this source is encoded. Fresh objects each time: mediasoup-client writes into them. */
export function encodingFor(source: Source): { encodings: types.RtpEncodingParameters[]; codecOptions: types.ProducerCodecOptions } {
	switch (source) {
		case 'camera':
			return { encodings: structuredClone(camera), codecOptions: { videoGoogleStartBitrate: 800 } };
		case 'screen':
			return { encodings: structuredClone(screen), codecOptions: { videoGoogleStartBitrate: 1_500 } };
		case 'microphone':
			return { encodings: structuredClone(speech), codecOptions: { opusFec: true, opusDtx: true, opusStereo: false, opusNack: true } };
		case 'screenSound':
			return { encodings: structuredClone(programme), codecOptions: { opusFec: true, opusDtx: false, opusStereo: true } };
	}
}
