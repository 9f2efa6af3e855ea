/** What the public sees now. Pure: the room as it is in, the scene out. */
import type { Source } from '../protocol.ts';
import type { Notice, Scene } from './messages.ts';
import type { Programme } from './programme.ts';

/** How long a result stays on screen, ms. */
const RESULT_SHOWN = 20_000;

export interface RoomTrack {
	producer: string;
	participant: string;
	source: Source;
	paused: boolean;
	/** The hall's equipment, not a person. */
	program: boolean;
	host: boolean;
}

export interface RoomView {
	programme: Programme;
	tracks: RoomTrack[];
	/** Who has been speaking for a while; see {@link SteadySpeaker}. */
	speaker: string | null;
	nameOf: (participant: string) => string | null;
	now: number;
}

export interface Choice extends Pick<Scene, 'notice' | 'title' | 'item' | 'speaker' | 'vote'> {
	/** Producers; null when there is no such picture. */
	main: string | null;
	beside: string | null;
	sounds: string[];
}

/** Nothing of a room goes out while there is a notice: neither picture nor sound. */
export function choose(view: RoomView): Choice {
	const { programme, tracks, now } = view;
	const { state } = programme;
	const notice = noticeOf(programme);
	const title = state?.title ?? programme.title;
	if (notice !== null) return { notice, title, item: null, speaker: null, vote: null, main: null, beside: null, sounds: [] };
	const { main, beside, speaker } = pictures(view);
	return {
		notice: null,
		title,
		main,
		beside,
		sounds: tracks.filter(({ source }) => source === 'microphone' || source === 'screenSound').map(({ producer }) => producer),
		item: itemOf(programme),
		speaker: state?.floor?.name ?? (speaker === null ? null : view.nameOf(speaker)),
		vote: voteOf(programme, now)
	};
}

function noticeOf({ closed, council, state, over }: Programme): Notice | null {
	if (closed || state?.closedPart === true) return 'closed';
	if (over) return 'after';
	if (!council) return null;
	// A state that cannot be read says nothing about what may be shown.
	if (state === null) return 'suspended';
	return { published: 'before', running: null, suspended: 'suspended', ended: 'after', cancelled: 'after' }[state.state] as Notice | null;
}

function pictures({ programme, tracks, speaker }: RoomView): { main: string | null; beside: string | null; speaker: string | null } {
	const { floor, interpreter, state } = programme;
	const live = tracks.filter(({ paused }) => !paused);
	const cameraOf = (participant: string | null | undefined) => live.find((track) => track.participant === participant && track.source === 'camera') ?? null;
	const screens = live.filter(({ source }) => source === 'screen');
	const people = live.filter(({ source, participant }) => source === 'camera' && participant !== interpreter);
	const voice = floor ?? (speaker === interpreter ? null : speaker);
	const shows = screens.find(({ participant }) => participant === voice);
	const camera = cameraOf(voice);
	// Whoever speaks and shows something: what they show is large, and they are beside it, unless the interpreter needs that place.
	const main = shows ?? camera ?? screens[0] ?? people.find(({ program }) => program) ?? cameraOf(state?.presiding?.id) ?? people.find(({ host }) => host) ?? null;
	const beside = cameraOf(interpreter) ?? (shows !== undefined || main?.source === 'screen' ? camera : null);
	return { main: main?.producer ?? null, beside: beside === main ? null : (beside?.producer ?? null), speaker: voice };
}

function itemOf({ state }: Programme): Scene['item'] {
	const item = state?.item ?? null;
	if (item === null) return null;
	return { number: item.number, title: item.closed ? 'neveřejný bod' : item.title };
}

function voteOf({ state }: Programme, now: number): Scene['vote'] {
	const vote = state?.vote ?? null;
	if (vote === null) return null;
	if (vote.state === 'open') return { state: 'open' };
	if (vote.closedAt === null || now - vote.closedAt > RESULT_SHOWN) return null;
	if (vote.state === 'annulled') return { state: 'annulled' };
	const { result } = vote;
	return { state: 'closed', counts: result?.counts ?? null, passed: result?.passed ?? null, elected: (result?.elected ?? []).filter(({ elected }) => elected).map(({ name }) => name) };
}

/** A cough is no speech: another speaker is followed only after this long, ms. */
const STEADY = 1_500;

/** Who speaks, without every interjection; whoever spoke last keeps the picture through silence. */
export class SteadySpeaker {
	#speaker: string | null = null;
	#other: { participant: string; since: number } | null = null;

	/** `loudest`: first of the room's speakers, null when it is quiet. */
	follow(loudest: string | null, now: number): string | null {
		if (loudest === null || loudest === this.#speaker) this.#other = null;
		else if (this.#other?.participant !== loudest) this.#other = { participant: loudest, since: now };
		if (this.#other !== null && (this.#speaker === null || now - this.#other.since >= STEADY)) {
			this.#speaker = this.#other.participant;
			this.#other = null;
		}
		return this.#speaker;
	}

	/** They have gone. */
	forget(participant: string): void {
		if (this.#speaker === participant) this.#speaker = null;
	}
}
