/**
 * A refusal that the person in front of the screen should be told about. The code says which; its HTTP status and its sentence stand in
 * one table (`lib/server/failure.ts`), to which a module adds its own codes in a file `errors.ts`. Anything else that is thrown is our
 * fault, and people see only an id.
 */
export class DomainError extends Error {
	readonly code: string;

	constructor(code: string, options?: { cause?: unknown }) {
		super(code, options);
		this.name = 'DomainError';
		this.code = code;
	}
}

/** One row of the table: what the browser gets as status, and the sentence in the language of the current request. */
export interface ErrorEntry {
	status: number;
	say: () => string;
}
