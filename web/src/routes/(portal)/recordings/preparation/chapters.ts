/** Chapters: the table of contents that a clerk reads beside the picture. */
import type { MarkKind } from './council-marks.ts';
import { turns } from './speakers.ts';
import type { Timeline } from './timeline.ts';

export type ChapterKind = 'start' | 'speaker' | 'screen' | 'hand' | 'pause' | 'gap' | MarkKind;

export interface Chapter {
	at: number;
	kind: ChapterKind;
	/** Whose: null where it is nobody's. */
	participant: string | null;
	/** A person's name, the reason of a gap, what a council dealt with. */
	label: string;
}

/** Shorter speeches stay on the lanes and do not become a chapter. */
const CHAPTER_SPEECH_MS = 8_000;
/** A gap that nobody hears is told on the timeline only. */
const CHAPTER_GAP_MS = 1_000;

/** In time order; the first one is always at 0 so that every second belongs to a chapter. */
export function chapters(timeline: Timeline): Chapter[] {
	const found: Chapter[] = [
		...speakers(timeline),
		...timeline.council,
		...screens(timeline),
		...timeline.hands.map((hand): Chapter => ({ at: hand.at, kind: 'hand', participant: hand.participant, label: hand.name })),
		...timeline.paused.map((span): Chapter => ({ at: span.from, kind: 'pause', participant: null, label: '' })),
		...timeline.gaps.filter((gap) => gap.to - gap.from >= CHAPTER_GAP_MS).map((gap): Chapter => ({ at: gap.from, kind: 'gap', participant: null, label: gap.reason }))
	];
	const inTime = found.map((chapter) => ({ ...chapter, at: Math.min(Math.max(0, Math.round(chapter.at)), timeline.durationMs) })).sort((a, b) => a.at - b.at);
	return inTime[0]?.at === 0 ? inTime : [{ at: 0, kind: 'start', participant: null, label: '' }, ...inTime];
}

/** Who spoke for long; in a council's session who was given the floor says it better. */
function speakers({ speaking, durationMs, people, council }: Timeline): Chapter[] {
	if (council.some(({ kind }) => kind === 'floor')) return [];
	return turns({ speaking, durationMs, holdMs: CHAPTER_SPEECH_MS }).map(({ from, participant }): Chapter => ({ at: from, kind: 'speaker', participant, label: people.find(({ id }) => id === participant)?.name ?? '' }));
}

/** A shared screen is one chapter even when a change of resolution has cut it into several files. */
function screens(timeline: Timeline): Chapter[] {
	const shared = timeline.tracks.filter((track) => track.source === 'screen');
	return shared
		.filter((track) => !shared.some((other) => other !== track && other.participant === track.participant && other.from < track.from && track.from - other.to < 2_000))
		.map((track) => ({ at: track.from, kind: 'screen', participant: track.participant, label: track.name || (timeline.people.find((p) => p.id === track.participant)?.name ?? '') }));
}
