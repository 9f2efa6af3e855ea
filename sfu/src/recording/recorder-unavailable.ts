/** No recorder process answers on its socket: told to the host as `recorder-unavailable`. */
export class RecorderUnavailable extends Error {
	override name = 'RecorderUnavailable';
}
