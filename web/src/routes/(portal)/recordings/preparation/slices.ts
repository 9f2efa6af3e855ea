/**
 * The plan of the composed picture: slices of at most a minute inside which nothing about the layout changes. Each becomes one ffmpeg
 * run, and what is made stays made when the machine dies in between.
 */
import { FRAME_MS, STRIP_TILES } from './geometry.ts';
import { covers, type Span } from './spans.ts';
import { turns, type SpeakingSegment } from './speakers.ts';
import type { Person, Timeline, Track } from './timeline.ts';

/** A person in the picture: with the camera's file, or as a name on a card. */
export interface Tile {
	participant: string;
	name: string;
	track: Track | null;
	speaking: boolean;
}

export interface Layout {
	/** `empty`: nobody is there; `paused`: the host had paused the recording. */
	kind: 'people' | 'screen' | 'empty' | 'paused';
	large: Tile | null;
	strip: Tile[];
	/** People that are there and do not fit. */
	more: number;
}

/** Frames are counted, not milliseconds: joined slices must have exactly the length of the recording. */
export interface Slice {
	number: number;
	firstFrame: number;
	frames: number;
	layout: Layout;
	/** Sounds that are heard somewhere in the slice. */
	sounds: Track[];
}

const SLICE_FRAMES = 60_000 / FRAME_MS;
/** The large picture does not jump at every interjection. */
const FLOOR_MS = 2_000;

export function sliceSpan(slice: Pick<Slice, 'firstFrame' | 'frames'>): Span {
	return { from: slice.firstFrame * FRAME_MS, to: (slice.firstFrame + slice.frames) * FRAME_MS };
}

export function planSlices(timeline: Timeline): Slice[] {
	const total = Math.max(1, Math.round(timeline.durationMs / FRAME_MS));
	const floor = turns({ speaking: timeline.speaking, durationMs: timeline.durationMs, holdMs: FLOOR_MS });
	const cuts = cutFrames({ timeline, floor, total });
	const stretches: { key: string; layout: Layout; from: number; to: number }[] = [];
	for (const [index, from] of cuts.entries()) {
		const to = cuts[index + 1] ?? total;
		const layout = layoutAt({ timeline, floor, at: ((from + to) / 2) * FRAME_MS });
		const key = JSON.stringify(layout);
		const last = stretches.at(-1);
		if (last?.key === key) last.to = to;
		else stretches.push({ key, layout, from, to });
	}
	const pieces = stretches.flatMap(({ layout, from, to }) => Array.from({ length: Math.ceil((to - from) / SLICE_FRAMES) }, (_, index) => ({ layout, firstFrame: from + index * SLICE_FRAMES, frames: Math.min(SLICE_FRAMES, to - from - index * SLICE_FRAMES) })));
	return pieces.map((piece, number) => {
		const span = sliceSpan(piece);
		return { number, ...piece, sounds: timeline.tracks.filter((track) => track.kind === 'audio' && track.from < span.to && track.to > span.from) };
	});
}

/** Every frame at which the layout might change, from 0, in order. */
function cutFrames({ timeline, floor, total }: { timeline: Timeline; floor: SpeakingSegment[]; total: number }): number[] {
	const spans: Span[] = [...timeline.tracks.filter((track) => track.kind === 'video'), ...timeline.people.flatMap((person) => person.present), ...floor, ...timeline.paused];
	const frames = spans.flatMap(({ from, to }) => [from, to]).map((ms) => Math.round(ms / FRAME_MS));
	return [...new Set([0, ...frames.filter((frame) => frame > 0 && frame < total)])].sort((a, b) => a - b);
}

/** The layout at one moment: a shared screen is large, else whoever has the floor; the others stand in the strip. */
export function layoutAt({ timeline, floor, at }: { timeline: Timeline; floor: readonly SpeakingSegment[]; at: number }): Layout {
	if (timeline.paused.some((span) => covers(span, at))) return { kind: 'paused', large: null, strip: [], more: 0 };
	const speaker = floor.find((turn) => covers(turn, at))?.participant;
	const here = timeline.people.filter((person) => person.present.some((span) => covers(span, at)));
	const videos = timeline.tracks.filter((track) => track.kind === 'video' && covers(track, at));
	// The newest one wins where two files overlap by a few frames at a change of resolution.
	const cameraOf = (person: Person) => videos.findLast((track) => track.source === 'camera' && track.participant === person.id) ?? null;
	const tiles = here.map((person): Tile => ({ participant: person.id, name: person.name, track: cameraOf(person), speaking: person.id === speaker }));
	// Whoever speaks first, then faces, then names; the order of coming breaks ties, so that tiles keep their places.
	const rank = (tile: Tile) => (tile.speaking ? 0 : tile.track ? 1 : 2);
	const ordered = tiles.map((tile, index) => ({ tile, index })).sort((a, b) => rank(a.tile) - rank(b.tile) || a.index - b.index);
	const people = ordered.map(({ tile }) => tile);
	const screen = videos.findLast((track) => track.source === 'screen');
	if (screen) {
		const large: Tile = { participant: screen.participant, name: screen.name || (timeline.people.find((p) => p.id === screen.participant)?.name ?? ''), track: screen, speaking: false };
		return { kind: 'screen', large, strip: people.slice(0, STRIP_TILES), more: Math.max(0, people.length - STRIP_TILES) };
	}
	const [large, ...others] = people;
	if (!large) return { kind: 'empty', large: null, strip: [], more: 0 };
	return { kind: 'people', large, strip: others.slice(0, STRIP_TILES), more: Math.max(0, others.length - STRIP_TILES) };
}
