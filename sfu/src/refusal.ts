import type { Failure } from './protocol.ts';

/** A call that is refused by rule: the caller is told the code, nothing is logged as an error. */
export class Refusal extends Error {
	readonly code: Failure;
	constructor(code: Failure) {
		super(code);
		this.name = 'Refusal';
		this.code = code;
	}
}
