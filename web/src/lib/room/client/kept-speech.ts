/** Seconds of speech that are kept at most; a media server that takes longer to open the gate is no longer one to talk through. */
const MOST = 2;
/** Loudness (0 … 1) below which nobody is speaking. */
const QUIET = 0.25;
/** How often (ms) one listens for a pause, and how long (s) it must be. */
const LISTEN_EVERY = 100;
const PAUSE = 0.3;

/**
 * What is said from the click on unmute on, kept until the way to the others is open, so that the first syllable is not lost.
 * It then comes out on {@link track}, late by what opening took, until a pause in which the microphone itself can take over.
 */
export class KeptSpeech {
	readonly track: MediaStreamTrack;
	readonly #source: AudioNode;
	readonly #line: DelayNode;
	readonly #began: number;
	#timer: ReturnType<typeof setInterval> | null = null;

	private constructor(source: AudioNode, exit: MediaStreamAudioDestinationNode, track: MediaStreamTrack) {
		this.track = track;
		this.#source = source;
		this.#line = new DelayNode(source.context, { maxDelayTime: MOST, delayTime: MOST });
		source.connect(this.#line).connect(exit);
		this.#began = source.context.currentTime;
	}

	/** @returns null where the browser has stopped the clock of sound: the microphone is then sent as it is */
	static begin(source: MediaStreamAudioSourceNode): KeptSpeech | null {
		const { context } = source;
		if (!(context instanceof AudioContext) || context.state !== 'running') return null;
		const exit = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
		const [track] = exit.stream.getAudioTracks();
		return track ? new KeptSpeech(source, exit, track) : null;
	}

	/** Lets out what was kept. @param onPause called once, in the first pause after it @param loudness of the microphone now, 0 … 1 */
	release({ loudness, onPause }: { loudness: () => number; onPause: () => void }): void {
		if (this.#timer !== null) return;
		const { context } = this.#source;
		const late = Math.min(MOST, context.currentTime - this.#began);
		this.#line.delayTime.setValueAtTime(late, context.currentTime);
		let spoke = context.currentTime;
		this.#timer = setInterval(() => {
			if (loudness() > QUIET) spoke = context.currentTime;
			// A stopped clock would never bring the pause, nor let anything out.
			if (context.state === 'running' && context.currentTime - spoke < late + PAUSE) return;
			if (this.#timer !== null) clearInterval(this.#timer);
			onPause();
		}, LISTEN_EVERY);
	}

	close(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.track.stop();
		this.#source.disconnect(this.#line);
		this.#line.disconnect();
	}
}
