import { expect, it } from 'vitest';
import { refusalOf } from './refusal.ts';

const usual = { secure: true, supported: true, policyAllows: true };
const thrown = (name: string, message = '') => new DOMException(message, name);

it.each([
	[{ ...usual, error: null, secure: false, supported: false }, 'insecure'],
	[{ ...usual, error: null, supported: false }, 'unsupported'],
	[{ ...usual, error: thrown('NotAllowedError', 'Permission denied') }, 'blocked'],
	[{ ...usual, error: thrown('NotAllowedError', 'Permission dismissed') }, 'dismissed'],
	[{ ...usual, error: thrown('NotAllowedError', 'Permission denied by system') }, 'system'],
	[{ ...usual, error: thrown('NotAllowedError', 'Permission denied'), policyAllows: false }, 'policy'],
	[{ ...usual, error: thrown('NotFoundError', 'Requested device not found') }, 'missing'],
	[{ ...usual, error: thrown('NotReadableError', 'Could not start video source') }, 'busy'],
	[{ ...usual, error: thrown('AbortError') }, 'busy'],
	[{ ...usual, error: thrown('OverconstrainedError') }, 'unfit'],
	[{ ...usual, error: new Error('boom') }, 'unknown'],
	[{ ...usual, error: 'boom' }, 'unknown']
] as const)('%o is told as %s', (input, expected) => {
	expect(refusalOf(input)).toBe(expected);
});
