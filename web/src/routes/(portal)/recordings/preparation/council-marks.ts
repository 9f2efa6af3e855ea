/** What a council's session has left in the event log: items, who was given the floor, votes, resolutions, breaks. Chapters are made of it. */
import * as v from 'valibot';
import type { LoggedEvent } from './event-log.ts';

export type MarkKind = 'item' | 'floor' | 'vote' | 'resolution' | 'break' | 'closed';
export interface Mark {
	at: number;
	kind: MarkKind;
	participant: string | null;
	/** Number and title of an item, a name, what is voted on, the number of a resolution. */
	label: string;
}

const text = v.pipe(v.string(), v.transform((value) => value.replaceAll('\0', '')));
const marks = v.variant('type', [
	v.object({ type: v.literal('item.opened'), data: v.object({ number: text, title: text }) }),
	v.object({ type: v.literal('floor.given'), data: v.object({ person: v.string(), name: text }) }),
	v.object({ type: v.literal('vote.opened'), data: v.object({ title: text }) }),
	v.object({ type: v.literal('resolution.adopted'), data: v.object({ number: text }) }),
	v.object({ type: v.literal('session.suspended'), data: v.object({ reason: text }) }),
	v.object({ type: v.literal('session.closed-part'), data: v.object({ on: v.literal(true) }) })
]);
type Parsed = v.InferOutput<typeof marks>;

/** An event that came twice counts once; what makes no chapter, and what was before the recording began, is left out. */
export function councilMarks({ events, openedAt }: { events: readonly LoggedEvent[]; openedAt: number }): Mark[] {
	const seen = new Set<unknown>();
	return events.flatMap((event) => {
		if (event.type !== 'council') return [];
		const { sequence, at: happened } = event.detail;
		if (sequence !== undefined && seen.has(sequence)) return [];
		seen.add(sequence);
		const parsed = v.safeParse(marks, event.detail);
		// The portal says when it was: the media server may have heard of it later.
		const at = typeof happened === 'number' ? happened - openedAt : event.at;
		return parsed.success && at >= 0 ? [{ at, ...markOf(parsed.output) }] : [];
	});
}

function markOf(mark: Parsed): Omit<Mark, 'at'> {
	switch (mark.type) {
		case 'item.opened':
			return { kind: 'item', participant: null, label: `${mark.data.number} ${mark.data.title}`.trim() };
		case 'floor.given':
			return { kind: 'floor', participant: mark.data.person, label: mark.data.name };
		case 'vote.opened':
			return { kind: 'vote', participant: null, label: mark.data.title };
		case 'resolution.adopted':
			return { kind: 'resolution', participant: null, label: mark.data.number };
		case 'session.suspended':
			return { kind: 'break', participant: null, label: mark.data.reason };
		case 'session.closed-part':
			return { kind: 'closed', participant: null, label: '' };
	}
}
