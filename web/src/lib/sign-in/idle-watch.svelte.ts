/** Watches whether anybody is at this browser, and when the screen is to be covered. The portal decides; windows of one browser tell each other. */
import * as v from 'valibot';
import { inCall } from './presence.ts';
import { screenState, type ScreenState } from './screen-schema.ts';

/** The portal notes a visit at most every 30 seconds (`SEEN_EVERY`): to ask more often would tell it nothing. */
const TELL_EVERY_MS = 31_000;
/** The clock of the portal must have passed the moment when it is asked. */
const SLACK_MS = 500;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const news = v.union([v.object({ until: v.number() }), v.object({ changed: v.literal(true) })]);

export class IdleWatch {
	screen = $state<ScreenState['screen']>('open');
	providers = $state.raw<ScreenState['providers']>([]);
	readonly #person: string;
	readonly #channel = new BroadcastChannel('sal-screen');
	#until = Infinity;
	#touched = false;
	#toldAt = Date.now();
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param person whose page this is · @param left as {@link ScreenState} has it */
	constructor({ person, left }: { person: string; left: number }) {
		this.#person = person;
		this.#moveTo(Date.now() + left);
	}

	/** Begins; answers with what ends it. */
	start(): () => void {
		const sign = () => this.#sign();
		const back = () => this.#back();
		const hear = ({ data }: MessageEvent<unknown>) => this.#hear(data);
		for (const name of SIGNS) addEventListener(name, sign, { capture: true, passive: true });
		addEventListener('focus', back);
		addEventListener('pageshow', back);
		document.addEventListener('visibilitychange', back);
		this.#channel.addEventListener('message', hear);
		const telling = setInterval(() => {
			if (this.screen === 'open' && (this.#touched || inCall())) void this.#ask('POST');
		}, TELL_EVERY_MS);
		return () => {
			for (const name of SIGNS) removeEventListener(name, sign, { capture: true });
			removeEventListener('focus', back);
			removeEventListener('pageshow', back);
			document.removeEventListener('visibilitychange', back);
			clearInterval(telling);
			clearTimeout(this.#timer);
			this.#channel.close();
		};
	}

	/** Asks the portal how things stand, as after an attempt to unlock. */
	async check(): Promise<void> {
		await this.#ask('GET');
		this.#channel.postMessage({ changed: true });
	}

	#sign(): void {
		if (this.screen !== 'open') return;
		if (Date.now() >= this.#until) return this.#cover();
		this.#touched = true;
		if (Date.now() - this.#toldAt >= TELL_EVERY_MS) void this.#ask('POST');
	}

	/** The window is looked at again: a machine that slept has run no timer. */
	#back(): void {
		if (this.screen === 'locked') void this.#ask('GET');
		else if (this.screen === 'open' && Date.now() >= this.#until) this.#cover();
	}

	#hear(data: unknown): void {
		const heard = v.safeParse(news, data);
		if (!heard.success) return;
		if ('changed' in heard.output) void this.#ask('GET');
		else if (this.screen === 'open') this.#moveTo(Math.max(this.#until, heard.output.until));
	}

	#moveTo(until: number): void {
		this.#until = until;
		clearTimeout(this.#timer);
		// Longer than browsers can count (24.8 days) is not asked for anywhere: policies end at eight hours.
		if (Number.isFinite(until)) this.#timer = setTimeout(() => this.#due(), Math.max(0, until - Date.now()) + SLACK_MS);
	}

	#due(): void {
		if (this.screen !== 'open') return;
		if (inCall()) void this.#ask('POST');
		else this.#cover();
	}

	/** Covers at once, and uncovers if the portal has seen somebody in another window since. */
	#cover(): void {
		this.screen = 'locked';
		void this.#ask('GET').then(() => this.#channel.postMessage({ changed: true }));
	}

	/** `POST`: somebody is here. Without an answer all stays as it is: a network that is down must not open a locked screen. */
	async #ask(method: 'GET' | 'POST'): Promise<void> {
		if (method === 'POST') this.#toldAt = Date.now();
		this.#touched = false;
		const response = await fetch('/unlock/state', { method, headers: { accept: 'application/json' } }).catch(() => undefined);
		const told = response?.ok ? v.safeParse(screenState, await response.json().catch(() => undefined)) : undefined;
		if (!told?.success) {
			this.#touched = true;
			return;
		}
		const { screen, person, left, providers } = told.output;
		this.providers = providers;
		this.screen = person === this.#person ? screen : 'ended';
		if (this.screen !== 'open') return;
		this.#moveTo(left === null ? Infinity : Date.now() + left);
		if (method === 'POST') this.#channel.postMessage({ until: this.#until });
	}
}
