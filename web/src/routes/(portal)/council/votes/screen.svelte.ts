/** Keeps a screen of a session up to date: told by the media server as soon as something happens, and by the portal while that one cannot be reached. */
import { CLOCK_HEADER, ServerClock } from '../live/clock.ts';
import { SessionLine } from '../live/session-live.svelte.ts';
import { concerns, follows, foreseen, toBeSure, withKnownWords } from '../live/shown.rules.ts';
import type { Live } from '../live.ts';
import type { RecordingState } from '@sal/sfu/protocol';
import { untrack } from 'svelte';
import type { mineFor, Screen } from './mine.server.ts';

/** Between two questions to the portal, in ms: while nothing comes by itself, or ballots are counted. */
const EVERY = 1_000;
/** News are on all screens in one moment. What each then asks for itself is spread over this, in ms, so that no ballot has to wait behind it. */
const SPREAD = 1_000;
/** A question that is not answered in this time counts as not answered. */
const PATIENCE = 8_000;

/** `told`: at once, by the media server. `asked`: the media server cannot be reached; the portal is asked each second. `away`: the portal cannot be reached, nothing can be done. */
export type LineState = 'told' | 'asked' | 'away';

export interface LiveScreen {
	readonly now: Screen;
	/** False while the portal does not answer. */
	readonly connected: boolean;
	readonly line: LineState;
	/** As the media server tells it; null while that one cannot be heard. */
	readonly recording: RecordingState | null;
	/** The server's clock as this screen knows it, ms since 1970; moves on every second. */
	readonly clock: number;
	/** Asks at once, after an act of one's own. */
	refresh(): Promise<void>;
	/** Begins to follow the session; the answer ends it. Call it in an effect. */
	follow(): () => void;
}

interface Following {
	/** Shows how many ballots are cast: the state that is sent to everybody does not move on with each. */
	counting?: boolean;
}

export function liveScreen(session: () => string, initial: () => Screen, { counting = false }: Following = {}): LiveScreen {
	let shown = $state.raw(initial());
	let connected = $state(true);
	let line = $state.raw<SessionLine | null>(null);
	let recording = $state.raw<RecordingState | null>(null);
	const server = new ServerClock(shown.at);
	let clock = $state(shown.at);
	let latest = 0;
	let mineLatest = 0;
	let soon: ReturnType<typeof setTimeout> | undefined;
	let soonWhole = false;

	const over = () => shown.state.state === 'ended' || shown.state.state === 'cancelled';

	async function get<T>(query: string): Promise<T | null> {
		const asked = server.ask();
		const response = await fetch(`/council/${session()}/live${query}`, { signal: AbortSignal.timeout(PATIENCE) });
		if (!response.ok) throw new Error(`status ${response.status}`);
		connected = true;
		const at = response.headers.get(CLOCK_HEADER);
		if (at !== null) server.hear(Number(at), asked);
		return response.status === 204 ? null : ((await response.json()) as T);
	}

	async function ask(whole: boolean): Promise<void> {
		latest += 1;
		const mine = latest;
		try {
			const answer = await get<Screen>(whole ? '' : `?version=${shown.state.version}`);
			// An answer that was overtaken, by a later question or by the media server, would turn the screen back.
			if (!answer || mine !== latest || !follows(shown.state, answer.state)) return;
			shown = answer;
		} catch {
			if (mine === latest) connected = false;
		}
	}

	/** What the state for everybody does not say of this person. */
	async function askMine(): Promise<void> {
		mineLatest += 1;
		const asking = mineLatest;
		try {
			const answer = await get<Awaited<ReturnType<typeof mineFor>>>('?mine');
			if (!answer || asking !== mineLatest) return;
			// Of another version it may say what no longer holds.
			if (answer.version === shown.state.version) shown = { ...shown, mine: answer.mine };
			else askSoon(false);
		} catch {
			connected = false;
		}
	}

	function told(state: Live): void {
		if (state.version <= shown.state.version || state.session !== shown.state.session) return;
		const before = shown.state;
		shown = { state: withKnownWords(before, state), mine: foreseen(shown.mine, before, state), at: server.now };
		// Words of a closed item are told by the portal alone.
		if (state.item?.closed) askSoon(true);
		else if (concerns(shown.mine, before, state)) askSoon(false);
	}

	function askSoon(whole: boolean): void {
		// Nobody looks any more.
		if (!line) return;
		soonWhole ||= whole;
		soon ??= setTimeout(() => {
			void (soonWhole ? ask(true) : askMine());
			soon = undefined;
			soonWhole = false;
		}, Math.random() * SPREAD);
	}

	return {
		get now() {
			return shown;
		},
		get connected() {
			return connected;
		},
		get line() {
			return !connected ? 'away' : line?.troubled && !over() ? 'asked' : 'told';
		},
		get recording() {
			return line?.open ? recording : null;
		},
		get clock() {
			return clock;
		},
		refresh: () => ask(true),
		follow() {
			const own = new SessionLine({ ticketUrl: `/council/${session()}/ticket`, onState: told, onRecording: (now) => (recording = now), onClock: (at, asked) => server.hear(at, asked) });
			line = own;
			untrack(() => own.connect());
			let waiting = false;
			let askedAt = performance.now();
			const timer = setInterval(() => {
				clock = server.now;
				const often = !over() && (!own.open || !connected || (counting && shown.state.vote?.state === 'open'));
				if (waiting || performance.now() - askedAt < (often ? 0 : toBeSure(shown.mine, shown.state))) return;
				waiting = true;
				askedAt = performance.now();
				// After a broken connection the whole is asked for: what this person did meanwhile is not in the version.
				void ask(!connected).finally(() => (waiting = false));
			}, EVERY);
			return () => {
				clearInterval(timer);
				clearTimeout(soon);
				soon = undefined;
				own.close();
				line = null;
			};
		}
	};
}
