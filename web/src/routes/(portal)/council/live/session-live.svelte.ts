/** A screen's line to the media server: it hears how the session stands the moment the portal has told it, and finds its way back by itself. */
import type { CouncilState, RecordingState, Snapshot } from '@sal/sfu/protocol';
import * as v from 'valibot';
import { BrokenConnectionError, Signalling } from '#lib/room/client/signalling.ts';
import { TicketError, TicketOffice } from '#lib/room/client/ticket.ts';
import { outside, step, type Connection, type ConnectionEvent, type Effect } from '#lib/room/rules/connection.ts';
import { liveSchema, type Live } from '../live.ts';

/** A door that was shut is tried again after this, in ms: it may have been too early. */
const KNOCK_AGAIN = 20_000;

export interface LineOptions {
	/** Where the portal gives the ticket out. */
	ticketUrl: string;
	/** How the session stands; the same one may come twice. */
	onState: (state: Live) => void;
	onRecording: (recording: RecordingState) => void;
	/** The media server's clock, ms since 1970, and when it was asked (`performance.now()`). */
	onClock: (at: number, asked: number) => void;
}

export class SessionLine {
	#connection = $state.raw<Connection>(outside);
	readonly #options: LineOptions;
	readonly #tickets: TicketOffice;
	#signalling: Signalling | null = null;
	#key: { sfu: string; room: string; resume: string | null } | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Counts attempts: what an earlier one still had under way must not touch the present one. */
	#attempt = 0;
	#closed = false;

	constructor(options: LineOptions) {
		this.#options = options;
		this.#tickets = new TicketOffice(options.ticketUrl);
	}

	/** Whether changes arrive by themselves. Not so in the lobby: who is shut out of a closed part asks the portal. */
	get open(): boolean {
		return this.#connection.phase === 'inside';
	}

	/** It was open, or should be, and the way back is being taken. */
	get troubled(): boolean {
		return this.#connection.troubleSince !== null;
	}

	connect(): void {
		this.#handle({ type: 'join' });
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		this.#signalling?.leave();
		this.#signalling = null;
	}

	#handle(event: ConnectionEvent): void {
		if (this.#closed) return;
		const { state, effects } = step(this.#connection, event);
		this.#connection = state;
		for (const effect of effects) this.#do(effect);
		if (state.phase === 'over') this.#later(KNOCK_AGAIN, { type: 'join' });
	}

	#do(effect: Effect): void {
		switch (effect.do) {
			case 'connect':
				return void this.#connect();
			case 'enter':
				return void this.#enter();
			case 'pause':
				// Spread, so that a hall full of screens that lost the server together does not come back in one moment.
				return this.#later(effect.ms * (0.75 + Math.random() / 2), { type: 'retry' });
			case 'close':
				this.#attempt += 1;
				this.#signalling?.close();
				this.#signalling = null;
		}
	}

	#later(ms: number, event: ConnectionEvent): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#handle(event), ms);
	}

	async #connect(): Promise<void> {
		this.#attempt += 1;
		const attempt = this.#attempt;
		try {
			const known = this.#connection.key === 'resume' ? this.#key : null;
			const auth = known?.resume ? { sfu: known.sfu, key: { room: known.room, resume: known.resume } } : await this.#ticket();
			if (attempt !== this.#attempt || this.#closed) return;
			this.#signalling = new Signalling({
				sfu: auth.sfu,
				auth: auth.key,
				handlers: {
					council: (council) => this.#told(council),
					recording: (recording) => this.#options.onRecording(recording),
					admitted: () => this.#handle({ type: 'enterAgain' }),
					sentToLobby: () => this.#handle({ type: 'enterAgain' }),
					goodbye: ({ reason }) => this.#handle({ type: 'goodbye', reason })
				},
				onConnected: () => this.#handle({ type: 'connected' }),
				onSetback: (code) => this.#handle({ type: 'setback', code, now: Date.now() }),
				onLost: () => this.#handle({ type: 'lost', now: Date.now() })
			});
		} catch (error) {
			if (attempt === this.#attempt) this.#handle({ type: 'setback', code: error instanceof TicketError ? error.code : 'portal-unreachable', now: Date.now() });
		}
	}

	async #ticket() {
		const { sfu, room, token } = await this.#tickets.take();
		this.#key = { sfu, room, resume: null };
		return { sfu, key: { token } };
	}

	async #enter(): Promise<void> {
		const attempt = this.#attempt;
		const asked = performance.now();
		try {
			if (!this.#signalling) return;
			const snapshot: Snapshot = await this.#signalling.call('enter', {});
			if (attempt !== this.#attempt) return;
			if (this.#key && snapshot.resume) this.#key.resume = snapshot.resume;
			this.#options.onClock(snapshot.serverTime, asked);
			this.#options.onRecording(snapshot.recording);
			this.#handle({ type: 'entered', place: snapshot.place, resumable: this.#key?.resume != null });
			if (snapshot.council) this.#told(snapshot.council);
		} catch (error) {
			// A broken connection has told so itself.
			if (!(error instanceof BrokenConnectionError) && attempt === this.#attempt) this.#handle({ type: 'setback', code: 'unreachable', now: Date.now() });
		}
	}

	#told({ state }: CouncilState): void {
		const parsed = v.safeParse(liveSchema, state);
		if (parsed.success) this.#options.onState(parsed.output);
		else console.error('The media server sent a state of the session that cannot be read.', v.flatten(parsed.issues));
	}
}
