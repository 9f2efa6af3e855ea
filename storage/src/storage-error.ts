/** What can go wrong in the store, as codes that a caller can act upon. Everything else (network, server down) keeps its own error. */
export type StorageErrorCode =
	| 'configuration'
	| 'different-content' // the key is taken by other bytes
	| 'not-locked' // the server took the object but its lock is missing or too short
	| 'no-version' // the server answered without a version id: versioning is off
	| 'missing'
	| 'too-large'
	| 'corrupt' // bytes differ from what the manifest says
	| 'bad-manifest'
	| 'bad-signature'
	| 'refused';

export class StorageError extends Error {
	readonly code: StorageErrorCode;

	constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'StorageError';
		this.code = code;
	}
}

/** The S3 code of a refused request (`NoSuchKey`, `AccessDenied` …), or undefined when the failure was not an answer of the server. */
export function s3Code(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
	return error.name === 'S3Error' ? error.code : undefined;
}

/** Was the server not there to answer (down, restarting, cut off)? Such a failure says nothing about the objects. */
export function isUnreachable(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const code = 'code' in error ? error.code : undefined;
	return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'EPIPE';
}
