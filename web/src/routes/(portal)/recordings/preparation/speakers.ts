/** Who spoke when, from the media server's speaker events; and from that the lanes and the turns. */
import type { LoggedEvent } from './event-log.ts';
import { clip, joinSpans, type Span } from './spans.ts';

export interface SpeakingSegment extends Span {
	participant: string;
}

/** Breaths and short silences do not break a lane. */
const BREATH_MS = 1_500;
/** A cough is not a speech. */
const COUGH_MS = 300;

/**
 * Each `speaker` event names who speaks from then on: `participant`, or `detail.participants` when several do; nobody when both are
 * missing. Leaving, muting and a pause of the recording end one's speech.
 */
export function speakingSegments({ events, durationMs }: { events: readonly LoggedEvent[]; durationMs: number }): SpeakingSegment[] {
	const open = new Map<string, number>();
	const raw = new Map<string, Span[]>();
	const end = (participant: string, at: number) => {
		const since = open.get(participant);
		if (since === undefined) return;
		open.delete(participant);
		raw.set(participant, [...(raw.get(participant) ?? []), { from: since, to: at }]);
	};
	for (const event of events) {
		if (event.type === 'speaker') {
			const now = speakersOf(event);
			for (const participant of [...open.keys()]) if (!now.includes(participant)) end(participant, event.at);
			for (const participant of now) if (!open.has(participant)) open.set(participant, Math.max(0, event.at));
		}
		if ((event.type === 'left' || event.type === 'muted') && event.participant) end(event.participant, event.at);
		if (event.type === 'paused') for (const participant of [...open.keys()]) end(participant, event.at);
	}
	for (const participant of [...open.keys()]) end(participant, durationMs);
	return [...raw]
		.flatMap(([participant, spans]) => joinSpans(spans, BREATH_MS).map((span) => ({ participant, ...span })))
		.flatMap((segment) => clip(segment, { from: 0, to: durationMs }) ?? [])
		.filter((segment) => segment.to - segment.from >= COUGH_MS)
		.sort((a, b) => a.from - b.from);
}

function speakersOf(event: LoggedEvent): string[] {
	const { participants } = event.detail;
	if (Array.isArray(participants)) return participants.filter((id) => typeof id === 'string');
	return event.participant ? [event.participant] : [];
}

/**
 * Who has the floor: one person at a time, without the interjections. A turn begins when somebody speaks for at least `holdMs` while
 * nobody else keeps speaking over it, and lasts until the next turn begins. Used for the large picture and for the chapters.
 */
export function turns({ speaking, durationMs, holdMs }: { speaking: readonly SpeakingSegment[]; durationMs: number; holdMs: number }): SpeakingSegment[] {
	const result: SpeakingSegment[] = [];
	for (const segment of speaking.filter((s) => s.to - s.from >= holdMs).sort((a, b) => a.from - b.from)) {
		const last = result.at(-1);
		if (last?.participant === segment.participant) {
			last.to = Math.max(last.to, segment.to);
			continue;
		}
		// Two speak at once: the floor passes when the first one has finished, unless that leaves the second too little.
		const from = last ? Math.max(segment.from, last.to) : segment.from;
		if (segment.to - from < holdMs) continue;
		result.push({ ...segment, from });
	}
	return result.map((turn, index) => ({ ...turn, to: result[index + 1]?.from ?? durationMs }));
}
