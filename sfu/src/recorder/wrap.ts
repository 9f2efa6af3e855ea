/**
 * The value nearest to `reference` that is `value` modulo 2^bits: sequence numbers (16 bits) and timestamps (32 bits) that go on counting
 * where RTP begins again at zero. `reference` may be any number; the result may be negative.
 */
export function unwrap(value: number, reference: number, bits: 16 | 32): number {
	const span = 2 ** bits;
	const difference = (((value - reference) % span) + span) % span;
	return reference + (difference >= span / 2 ? difference - span : difference);
}
