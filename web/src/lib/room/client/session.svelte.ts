import type { ConsumerOptions, CouncilState, Failure, Grant, Input, RecordingState, Snapshot } from '@sal/sfu/protocol';
import { SvelteMap } from 'svelte/reactivity';
import { hasFloor, maySpeak, turnOf } from '../rules/floor.ts';
import { outside, step, type Connection, type ConnectionEvent, type Effect, type Setback } from '../rules/connection.ts';
import type { View } from '../rules/view-set.ts';
import { Chat } from './chat.svelte.ts';
import { Consumers } from './consumers.ts';
import type { Devices } from './devices.svelte.ts';
import { listeners, type Happening } from './listeners.ts';
import { Media } from './media.ts';
import { Playback } from './playback.ts';
import { Publisher } from './publisher.svelte.ts';
import { Roster } from './roster.svelte.ts';
import { BrokenConnectionError, RefusedError, Signalling } from './signalling.ts';
import { TicketError, TicketOffice } from './ticket.ts';
import { ViewReporter } from './view-reporter.ts';

export type SessionOptions = {
	joinUrl: string;
	devices: Devices;
	/** Something the person should be told; the sentences belong to the interface. */
	onHappening: (happening: Happening) => void;
};

const noRecording: RecordingState = { state: 'off', id: null, startedAt: null, storedUntil: null, alarm: null };

/** One person's stay in a room: the way in, everything in it, and the way back when the network breaks. */
export class Session {
	connection = $state.raw<Connection>(outside);
	/** Where one stands as the interface shows it; stays the same while a broken connection is being restored. */
	place = $state<'door' | 'lobby' | 'room'>('door');
	/** False while media do not flow although the socket stands. */
	healthy = $state(true);
	soundBlocked = $state(false);
	title = $state('');
	kind = $state<Snapshot['kind']>('call');
	grants = $state.raw<Grant[]>([]);
	locked = $state(false);
	recordable = $state(false);
	recording = $state.raw<RecordingState>(noRecording);
	/** A council's session that is held here, if one is. */
	council = $state.raw<CouncilState | null>(null);
	/** In the lobby because a closed part runs. */
	shutOut = $state(false);
	/** The microphone was pressed by somebody without the floor: it opens when they are given it. */
	waitsForFloor = $state(false);
	/** Server clock − own clock, ms. */
	clockOffset = $state(0);
	/** Incoming pictures, by `participant:source`. */
	readonly pictures = new SvelteMap<string, MediaStreamTrack>();
	readonly roster = new Roster();
	readonly chat = new Chat();
	readonly publisher: Publisher;
	readonly playback: Playback;
	media = $state.raw<Media | null>(null);

	readonly maySpeak = $derived.by(() => maySpeak(this.#standing()));
	readonly hasFloor = $derived.by(() => hasFloor(this.#standing()));
	readonly me = $derived(this.roster.people.get(this.roster.me));
	readonly recorded = $derived(this.recording.state === 'starting' || this.recording.state === 'running' || this.recording.state === 'paused');
	#declined = $state(false);
	/** Ask "do you agree to be recorded?": not asked yet, or not agreed since it began. */
	readonly consentAsked = $derived(this.connection.phase === 'inside' && this.recorded && this.me !== undefined && !this.me.consent && !this.#declined);

	readonly #tickets: TicketOffice;
	readonly #options: SessionOptions;
	readonly #views = new ViewReporter((tiles) => this.#media ? this.call('view', { tiles }) : Promise.resolve());
	#media: Media | null = null;
	#signalling: Signalling | null = null;
	readonly #consumers: Consumers;
	#key: { sfu: string; room: string; resume: string } | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;
	/** Counts stays: whatever an earlier one still had under way must not touch the present one. */
	#stay = 0;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#tickets = new TicketOffice(options.joinUrl);
		this.publisher = new Publisher(options.devices, (code) => this.#publishingRefused(code));
		this.playback = new Playback((blocked) => (this.soundBlocked = blocked));
		this.#consumers = new Consumers({ pictures: this.pictures, playback: this.playback });
	}

	get inside(): boolean {
		return this.connection.phase === 'inside';
	}

	may(grant: Grant): boolean {
		return this.grants.includes(grant);
	}

	#standing(council = this.council) {
		return { council, me: this.roster.me, host: this.may('host') };
	}

	/** How the session stands has changed: the microphone follows the floor, and is never opened without an act of its owner. */
	follow(council: CouncilState): void {
		// The same again, or an earlier one that was overtaken.
		if (this.council && council.version <= this.council.version) return;
		const { publisher } = this;
		const turn = turnOf({ before: this.#standing(), after: this.#standing(council), waiting: this.waitsForFloor, open: publisher.on.microphone });
		this.council = council;
		if (this.maySpeak) this.waitsForFloor = false;
		if (turn === 'nothing') return;
		if (turn === 'shut') publisher.stoppedByHost('microphone').catch((error: unknown) => console.warn('A microphone that the server holds back is still being sent to it.', error));
		if (turn === 'opens') void publisher.setMicrophone(true);
		this.#options.onHappening({ type: 'floor', turn });
	}

	/** Fetches the ticket while the pointer is on its way to the button. */
	prepare(): void {
		this.#tickets.prepare();
	}

	join(): void {
		this.place = 'door';
		this.waitsForFloor = false;
		this.publisher.on.camera = this.#options.devices.on.camera && this.#options.devices.camera !== null;
		this.publisher.on.microphone = this.#options.devices.on.microphone && this.#options.devices.microphone !== null;
		this.#handle({ type: 'join' });
	}

	leave(): void {
		this.#signalling?.leave();
		this.#signalling = null;
		this.#handle({ type: 'leave' });
	}

	/** Does not wait for the pause between two attempts to end. */
	retryNow(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#handle({ type: 'retry' });
	}

	/**
	 * Calls the media server.
	 * @throws {RefusedError} when it says no
	 * @throws {BrokenConnectionError} when it cannot be reached; the way back is already being taken
	 */
	call: Signalling['call'] = (event, input) => (this.#signalling ? this.#signalling.call(event, input) : Promise.reject(new BrokenConnectionError(event)));

	/** Like {@link call}, for buttons: a refusal is told to the person. @returns whether it was done */
	async ask<E extends Parameters<Signalling['call']>[0]>(event: E, input: Input<E>): Promise<boolean> {
		try {
			await this.call(event, input);
			return true;
		} catch (error) {
			const code: Failure | 'broken' = error instanceof RefusedError ? error.code : 'broken';
			this.#options.onHappening({ type: 'refused', code });
			return false;
		}
	}

	/** @returns whether it was sent; one's own message is shown at once, not when the server repeats it */
	async sendChat(text: string): Promise<boolean> {
		try {
			this.chat.add(await this.call('chat', { text }), this.roster.me);
			return true;
		} catch (error) {
			this.#options.onHappening({ type: 'refused', code: error instanceof RefusedError ? error.code : 'broken' });
			return false;
		}
	}

	show(view: View): void {
		this.#views.want(view);
	}

	/** The answer to "this meeting is recorded". Without consent nothing of me is sent while it runs. */
	async answerConsent(given: boolean): Promise<void> {
		this.#declined = !given;
		if (!(await this.ask('consent', { given }))) this.#declined = false;
		else await this.publisher.hold(!given);
	}

	/** Opens the question again for someone who declined. */
	reconsiderConsent(): void {
		this.#declined = false;
	}

	get declined(): boolean {
		return this.#declined && this.recorded;
	}

	/** Back to the door after the end, to come in once more. */
	reset(): void {
		this.connection = outside;
		this.place = 'door';
	}

	close(): void {
		this.leave();
		this.#views.close();
		this.publisher.close();
		this.playback.close();
	}

	#handle(event: ConnectionEvent): void {
		const { state, effects } = step(this.connection, event);
		this.connection = state;
		for (const effect of effects) this.#do(effect);
		if (state.phase === 'over') this.#release();
	}

	#do(effect: Effect): void {
		switch (effect.do) {
			case 'connect':
				return void this.#connect();
			case 'enter':
				return void this.#enter();
			case 'pause':
				// Spread, so that 300 browsers that lost the server together do not come back in one moment.
				this.#timer = setTimeout(() => this.#handle({ type: 'retry' }), effect.ms * (0.75 + Math.random() / 2));
				return;
			case 'close':
				this.#stay++;
				this.#signalling?.close();
				this.#signalling = null;
		}
	}

	async #connect(): Promise<void> {
		const stay = ++this.#stay;
		const key = this.connection.key === 'resume' ? this.#key : null;
		try {
			const ticket = key ?? (await this.#tickets.take());
			if (stay !== this.#stay) return;
			this.#key = { sfu: ticket.sfu, room: ticket.room, resume: key?.resume ?? '' };
			this.#signalling = new Signalling({
				sfu: ticket.sfu,
				auth: 'token' in ticket ? { token: ticket.token } : { room: ticket.room, resume: ticket.resume },
				handlers: listeners(this.#inward()),
				onConnected: () => this.#handle({ type: 'connected' }),
				onSetback: (code) => this.#handle({ type: 'setback', code, now: Date.now() }),
				onLost: () => this.#handle({ type: 'lost', now: Date.now() })
			});
		} catch (error) {
			if (stay === this.#stay) this.#handle({ type: 'setback', code: error instanceof TicketError ? error.code : 'portal-unreachable', now: Date.now() });
		}
	}

	async #enter(): Promise<void> {
		const stay = ++this.#stay;
		try {
			const snapshot = await this.call('enter', {});
			if (stay !== this.#stay) return;
			this.#load(snapshot);
			if (this.connection.troubleSince !== null && snapshot.place === 'room') this.#options.onHappening({ type: 'reconnected' });
			this.#handle({ type: 'entered', place: snapshot.place, resumable: Boolean(this.#key?.resume) });
			if (snapshot.media) await this.#openMedia(snapshot.media, stay);
			else this.place = snapshot.place;
		} catch (error) {
			if (error instanceof BrokenConnectionError || stay !== this.#stay) return;
			if (error instanceof RefusedError) return this.#handle({ type: 'setback', code: atTheDoor(error.code), now: Date.now() });
			console.error('Entering the room failed.', error);
			this.#handle({ type: 'lost', now: Date.now() });
		}
	}

	#load(snapshot: Snapshot): void {
		if (snapshot.resume && this.#key) this.#key.resume = snapshot.resume;
		this.clockOffset = snapshot.serverTime - Date.now();
		this.title = snapshot.title;
		this.kind = snapshot.kind;
		this.grants = snapshot.you.grants;
		this.locked = snapshot.locked;
		this.recordable = snapshot.recordable;
		this.recording = snapshot.recording;
		this.shutOut = snapshot.shutOut;
		this.roster.load(snapshot);
		this.council = snapshot.council;
		// Whoever comes in without the floor comes in muted.
		if (!this.maySpeak) this.publisher.on.microphone = false;
		this.chat.load(snapshot.chat, snapshot.you.id);
	}

	async #openMedia(options: NonNullable<Snapshot['media']>, stay: number): Promise<void> {
		const media = await Media.open({
			media: options,
			call: this.call,
			reachable: () => this.connection.phase === 'inside',
			onHealth: (healthy) => (this.healthy = healthy),
			onBeyondRepair: () => this.#handle({ type: 'enterAgain' })
		});
		if (stay !== this.#stay) return media.close();
		this.#dropMedia();
		this.#media = media;
		this.media = media;
		this.#consumers.use(media);
		this.healthy = true;
		this.publisher.held = !this.may('publish') || (this.recorded && !this.me?.consent);
		const received = this.call('receive', { rtpCapabilities: media.receivingCapabilities });
		// Drawn while the answer is on its way.
		this.place = 'room';
		this.#views.forget();
		const { consumers } = await received;
		// Publishing must not delay the first picture.
		const attached = await Promise.all(consumers.map((consumer) => this.#consumers.add(consumer)));
		if (stay !== this.#stay) return;
		const sounds = consumers.filter((_, index) => attached[index]).map(({ id }) => this.call('consumerReady', { consumer: id }));
		await Promise.all([...sounds, media.receiving(), this.publisher.useLine({ media, call: this.call })]);
		this.#consumers.forgetOldPictures();
	}

	async #consume(options: ConsumerOptions): Promise<void> {
		const sound = await this.#consumers.add(options);
		await Promise.all([sound && this.call('consumerReady', { consumer: options.id }), this.#media?.receiving()]);
	}

	#dropMedia(): void {
		this.#consumers.use(null);
		this.publisher.dropLine();
		this.#media?.close();
		this.#media = null;
		this.media = null;
	}

	#release(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#dropMedia();
		this.pictures.clear();
		this.#key = null;
	}

	#publishingRefused(code: Failure): void {
		if (code === 'consent-needed') this.publisher.held = true;
		else this.#options.onHappening({ type: 'refused', code });
	}

	/** What the events of the media server may do to this session. */
	#inward() {
		return {
			session: this,
			happen: this.#options.onHappening,
			consume: (consumer: ConsumerOptions) => this.#consume(consumer).catch((error: unknown) => this.#consumeFailed(error)),
			closeConsumer: (id: string) => this.#consumers.close(id),
			enterAgain: () => this.#handle({ type: 'enterAgain' }),
			goodbye: (reason: Extract<ConnectionEvent, { type: 'goodbye' }>['reason']) => this.#handle({ type: 'goodbye', reason })
		};
	}

	#consumeFailed(error: unknown): void {
		if (!(error instanceof BrokenConnectionError)) console.error('A track of another person could not be taken.', error);
	}
}

/** A refused `enter`, in the words of the handshake. */
function atTheDoor(code: Failure): Setback {
	if (code === 'locked' || code === 'room-full' || code === 'draining' || code === 'rate-limited') return code;
	return code === 'forbidden' ? 'removed' : 'unreachable';
}
