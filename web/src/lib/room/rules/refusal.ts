/** Every way in which a browser denies a camera or a microphone; the interface has a sentence with what to do for each. */
export const refusals = [
	'insecure', // the page did not come over HTTPS, so the browser has no devices at all
	'unsupported', // no getUserMedia in this browser
	'blocked', // the person, or an earlier answer of theirs, said no
	'dismissed', // the question was closed without an answer
	'system', // the operating system does not let the browser
	'policy', // the organisation's settings or an embedding page forbid it
	'missing', // no such device
	'busy', // another program holds the device
	'unfit', // the chosen device is gone or cannot do what was asked
	'unknown'
] as const;
export type Refusal = (typeof refusals)[number];

/** What `navigator.mediaDevices.getUserMedia` threw, or the lack of it, as one of {@link refusals}. */
export function refusalOf({ error, secure, supported, policyAllows }: { error: unknown; secure: boolean; supported: boolean; policyAllows: boolean }): Refusal {
	if (!secure) return 'insecure';
	if (!supported) return 'unsupported';
	const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: '' };
	switch (name) {
		case 'NotAllowedError':
		case 'PermissionDeniedError':
		case 'SecurityError':
			if (!policyAllows) return 'policy';
			if (/system/i.test(message)) return 'system';
			return /dismissed/i.test(message) ? 'dismissed' : 'blocked';
		case 'NotFoundError':
		case 'DevicesNotFoundError':
			return 'missing';
		case 'NotReadableError':
		case 'TrackStartError':
		case 'AbortError':
			return 'busy';
		case 'OverconstrainedError':
		case 'ConstraintNotSatisfiedError':
			return 'unfit';
		default:
			return 'unknown';
	}
}
