import type { types } from 'mediasoup';

const traced = new WeakMap<types.Producer, Set<types.ProducerTraceEventType>>();

/** Asks a producer for one more kind of trace event; mediasoup itself keeps only what was asked for last. */
export async function trace(producer: types.Producer, kind: types.ProducerTraceEventType): Promise<void> {
	const kinds = traced.get(producer) ?? new Set();
	traced.set(producer, kinds.add(kind));
	await producer.enableTraceEvent([...kinds]);
}
