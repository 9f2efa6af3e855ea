import type { types } from 'mediasoup';

/**
 * VP8 for every browser: one simulcast path, not two. Opus with in-band FEC against loss and DTX against silence;
 * transport-cc and abs-capture-time are among the header extensions that mediasoup offers by itself.
 */
export const mediaCodecs: types.RouterRtpCodecCapability[] = [
	{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100, parameters: { useinbandfec: 1, usedtx: 1, minptime: 10 } },
	{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 101, parameters: { 'x-google-start-bitrate': 1_000 } }
];
