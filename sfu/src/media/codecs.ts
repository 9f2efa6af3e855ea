import type { types } from 'mediasoup';

const h264 = (profile: string, payloadType: number): types.RouterRtpCodecCapability => ({
	kind: 'video', mimeType: 'video/H264', clockRate: 90_000, preferredPayloadType: payloadType, parameters: { 'packetization-mode': 1, 'profile-level-id': profile, 'level-asymmetry-allowed': 1 }
});

/**
 * VP8 for every browser: one simulcast path, not two; it stands before H.264, which only the hall's encoders send (Constrained Baseline and Main, which browsers play). Opus with in-band FEC against loss and DTX against silence;
 * transport-cc and abs-capture-time are among the header extensions that mediasoup offers by itself.
 */
export const mediaCodecs: types.RouterRtpCodecCapability[] = [
	{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100, parameters: { useinbandfec: 1, usedtx: 1, minptime: 10 } },
	{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 101, parameters: { 'x-google-start-bitrate': 1_000 } },
	h264('42e01f', 105),
	h264('4d001f', 107)
];
