import type { types } from 'mediasoup';

const recorded = new Set(['audio/opus', 'video/vp8', 'video/h264']);
const captureTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/**
 * What the recorder "can receive": the codecs it writes, key frame requests, and the capture time. No transport-cc and no REMB, or
 * bandwidth probes would come along; no RTX, because nothing is lost between the worker and this process.
 */
export function recorderCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
	const wanted = new Set(['nack pli', 'ccm fir']);
	return {
		codecs: (router.codecs ?? [])
			.filter((codec) => recorded.has(codec.mimeType.toLowerCase()))
			.map((codec) => ({ ...codec, rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type, parameter }) => wanted.has(`${type} ${parameter ?? ''}`)) })),
		headerExtensions: (router.headerExtensions ?? []).filter((extension) => extension.uri === captureTime)
	};
}

/** Id of the abs-capture-time extension in a consumer's packets; null when it is not negotiated. */
export function captureTimeExtension(parameters: types.RtpParameters): number | null {
	return parameters.headerExtensions?.find((extension) => extension.uri === captureTime)?.id ?? null;
}
