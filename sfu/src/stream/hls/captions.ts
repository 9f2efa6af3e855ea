/** Captions: what a program (or a person at a keyboard) has said that people said, as segments of WebVTT. */
import * as v from 'valibot';
import type { Segment } from './playlist.ts';

/** One line of a session's `captions.jsonl`; times in ms since 1970, as in the stream's EXT-X-PROGRAM-DATE-TIME. */
const cueSchema = v.pipe(
	v.object({ from: v.pipe(v.number(), v.finite()), to: v.pipe(v.number(), v.finite()), text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)) }),
	v.check(({ from, to }) => to > from, 'a caption ends after it begins')
);
export type Cue = v.InferOutput<typeof cueSchema>;

/** Reads one line; null when it is no caption: a slip of whoever writes them must not stop the stream. */
export function readCue(line: string): Cue | null {
	try {
		const parsed = v.safeParse(cueSchema, JSON.parse(line));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

/** The captions of one segment. A cue that spans segments is in each of them (RFC 8216 §3.5); players draw it once. */
export function captionSegment(cues: Cue[], { at, duration, ticks }: Pick<Segment, 'at' | 'duration' | 'ticks'>): string {
	const end = at + duration * 1_000;
	const shown = cues.filter(({ from, to }) => from < end && to > at);
	const head = `WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:${ticks}\n`;
	return head + shown.map(({ from, to, text }) => `\n${stamp(from - at)} --> ${stamp(to - at)}\n${escape(text)}\n`).join('');
}

function stamp(ms: number): string {
	const at = Math.max(0, Math.round(ms));
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	return `${two(at / 3_600_000)}:${two((at / 60_000) % 60)}:${two((at / 1_000) % 60)}.${String(at % 1_000).padStart(3, '0')}`;
}

/** A blank line would end the cue, and three letters are syntax. */
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/\s*\n\s*/g, '\n');
