/**
 * What happened when: built once from the signed manifest and the event log, and the only thing that the picture, the lanes and the
 * chapters are planned from. All times are milliseconds since the recording's zero.
 */
import type { PackageManifest } from '@sal/storage';
import * as v from 'valibot';
import { councilMarks, type Mark } from './council-marks.ts';
import { detailText, type LoggedEvent } from './event-log.ts';
import { MOST_PIXELS } from './geometry.ts';
import { joinSpans, type Span } from './spans.ts';
import { speakingSegments, type SpeakingSegment } from './speakers.ts';

export type Source = 'camera' | 'microphone' | 'screen' | 'screenSound';

/** One archived media file: a stretch of one producer with one codec and one resolution. */
export interface Track extends Span {
	file: string;
	participant: string;
	name: string;
	source: Source;
	kind: 'audio' | 'video';
	width: number;
	height: number;
}

export interface Person {
	id: string;
	name: string;
	present: Span[];
}

export interface ChatLine {
	/** The message's own id, or '' where the log has none. */
	id: string;
	at: number;
	guest: boolean;
	participant: string;
	name: string;
	text: string;
}

export interface Gap extends Span {
	reason: string;
}

export interface Timeline {
	openedAt: number;
	durationMs: number;
	tracks: Track[];
	people: Person[];
	speaking: SpeakingSegment[];
	chat: ChatLine[];
	hands: { at: number; participant: string; name: string }[];
	/** The host had paused the recording. */
	paused: Span[];
	/** Something should be there and is not; the reason is the recorder's. */
	gaps: Gap[];
	/** Of a council's session; empty for every other meeting. */
	council: Mark[];
}

const trackAbout = v.object({
	participant: v.string(),
	name: v.optional(v.string(), ''),
	source: v.picklist(['camera', 'microphone', 'screen', 'screenSound']),
	kind: v.optional(v.picklist(['audio', 'video'])),
	width: v.optional(v.nullable(v.number())),
	height: v.optional(v.nullable(v.number()))
});

type Manifest = Pick<PackageManifest, 'openedAt' | 'closedAt' | 'gaps'> & { files: Pick<PackageManifest['files'][number], 'id' | 'kind' | 'start' | 'end' | 'gaps' | 'about'>[] };

/** Throws when a media file does not say whose it is: such a package was not made by this recorder. */
export function buildTimeline({ manifest, events }: { manifest: Manifest; events: LoggedEvent[] }): Timeline {
	const durationMs = Math.max(0, manifest.closedAt - manifest.openedAt);
	const all = manifest.files.filter((file) => file.kind === 'media').map(toTrack);
	const tracks = all.filter((track) => !tooLarge(track));
	const people = presentPeople({ tracks: all, events, durationMs });
	const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? '';
	const guests = new Set(events.filter((event) => event.type === 'joined' && event.detail.guest === true).map((event) => event.participant ?? ''));
	return {
		openedAt: manifest.openedAt,
		durationMs,
		tracks: tracks.sort((a, b) => a.from - b.from),
		people,
		speaking: speakingSegments({ events, durationMs }),
		chat: events
			.filter((event) => event.type === 'chat' && detailText(event, 'text') !== '')
			.map((event) => ({ id: detailText(event, 'id'), at: event.at, guest: guests.has(event.participant ?? ''), participant: event.participant ?? '', name: detailText(event, 'name') || nameOf(event.participant ?? ''), text: detailText(event, 'text') })),
		hands: events
			.filter((event) => event.type === 'hand' && event.detail.raised !== false)
			.map((event) => ({ at: event.at, participant: event.participant ?? '', name: nameOf(event.participant ?? '') })),
		paused: pauses({ events, durationMs }),
		gaps: knownGaps({ manifest, events, left: all.filter(tooLarge) }),
		council: councilMarks({ events, openedAt: manifest.openedAt })
	};
}

const tooLarge = ({ kind, width, height }: Track): boolean => kind === 'video' && width * height > MOST_PIXELS;

function toTrack(file: Manifest['files'][number]): Track {
	const about = v.parse(trackAbout, file.about);
	const kind = about.kind ?? (about.source === 'camera' || about.source === 'screen' ? 'video' : 'audio');
	return { file: file.id, participant: about.participant, name: about.name, source: about.source, kind, width: about.width ?? 1280, height: about.height ?? 720, from: file.start, to: file.end };
}

/** Everyone with a track or a `joined`, in the order in which they came. */
function presentPeople({ tracks, events, durationMs }: { tracks: Track[]; events: LoggedEvent[]; durationMs: number }): Person[] {
	const people = new Map<string, Person>();
	const open = new Map<string, number>();
	const person = (id: string) => {
		const known = people.get(id) ?? { id, name: '', present: [] };
		people.set(id, known);
		return known;
	};
	for (const event of events) {
		if (!event.participant) continue;
		if (event.type === 'joined') {
			person(event.participant).name ||= detailText(event, 'name');
			if (!open.has(event.participant)) open.set(event.participant, Math.max(0, event.at));
		}
		if (event.type === 'left') {
			const since = open.get(event.participant);
			if (since !== undefined) person(event.participant).present.push({ from: since, to: event.at });
			open.delete(event.participant);
		}
	}
	for (const [id, since] of open) person(id).present.push({ from: since, to: durationMs });
	for (const track of tracks) {
		const owner = person(track.participant);
		owner.name ||= track.name;
		owner.present.push({ from: Math.max(0, track.from), to: track.to });
	}
	const known = [...people.values()].map((p) => ({ ...p, present: joinSpans(p.present) })).filter((p) => p.present.length > 0);
	return known.sort((a, b) => (a.present[0]?.from ?? 0) - (b.present[0]?.from ?? 0) || a.name.localeCompare(b.name, 'cs'));
}

function pauses({ events, durationMs }: { events: LoggedEvent[]; durationMs: number }): Span[] {
	const spans: Span[] = [];
	let since: number | null = null;
	for (const event of events) {
		if (event.type === 'paused') since ??= Math.max(0, event.at);
		if (event.type === 'resumed' && since !== null) {
			spans.push({ from: since, to: event.at });
			since = null;
		}
	}
	if (since !== null) spans.push({ from: since, to: durationMs });
	return joinSpans(spans);
}

/** `left`: pictures that are left out because no honest device sends them. */
function knownGaps({ manifest, events, left }: { manifest: Manifest; events: LoggedEvent[]; left: Track[] }): Gap[] {
	const logged = events.flatMap((event) => {
		const { from, to } = event.detail;
		return event.type === 'gap' && typeof from === 'number' && typeof to === 'number' ? [{ from, to, reason: detailText(event, 'reason') }] : [];
	});
	const all = [...manifest.gaps, ...manifest.files.flatMap((file) => file.gaps), ...logged, ...left.map(({ from, to }) => ({ from, to, reason: 'picture-too-large' }))].sort((a, b) => a.from - b.from);
	return all.reduce<Gap[]>((kept, gap) => {
		const last = kept.at(-1);
		// One outage leaves a gap in every file: the viewer is told once.
		if (last && last.reason === gap.reason && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
		else kept.push({ ...gap });
		return kept;
	}, []);
}
