/** Keeps a screen of a session up to date: the one place that asks the portal how the session stands. */
import type { Screen } from './mine.server.ts';

/** Between two questions, in ms. */
const EVERY = 1_000;

export interface LiveScreen {
	readonly now: Screen;
	/** False while the portal does not answer. */
	readonly connected: boolean;
	/** The server's clock as this screen knows it, ms since 1970; moves on every second. */
	readonly clock: number;
	/** Asks at once, after an act of one's own. */
	refresh(): Promise<void>;
	/** Begins asking; the answer ends it. Call it in an effect. */
	follow(): () => void;
}

export function liveScreen(session: () => string, initial: () => Screen): LiveScreen {
	let shown = $state.raw(initial());
	let connected = $state(true);
	let ahead = initial().at - Date.now();
	let clock = $state(initial().at);
	let latest = 0;

	async function ask(whole: boolean): Promise<void> {
		latest += 1;
		const mine = latest;
		try {
			const response = await fetch(`/council/${session()}/live${whole ? '' : `?version=${shown.state.version}`}`, { signal: AbortSignal.timeout(8_000) });
			if (!response.ok) throw new Error(`status ${response.status}`);
			connected = true;
			if (response.status === 204) return;
			const answer: Screen = await response.json();
			// An answer that was overtaken by a later question would turn the screen back.
			if (mine !== latest) return;
			ahead = answer.at - Date.now();
			shown = answer;
		} catch {
			if (mine === latest) connected = false;
		}
	}

	return {
		get now() {
			return shown;
		},
		get connected() {
			return connected;
		},
		get clock() {
			return clock;
		},
		refresh: () => ask(true),
		follow() {
			let waiting = false;
			const timer = setInterval(() => {
				clock = Date.now() + ahead;
				if (waiting) return;
				waiting = true;
				// After a broken connection the whole is asked for: what this person did meanwhile is not in the version.
				void ask(!connected).finally(() => (waiting = false));
			}, EVERY);
			return () => clearInterval(timer);
		}
	};
}
