/** A public stream (HTTP Live Streaming) in one <video>: by hls.js, or by the browser itself where it can. */
import type Hls from 'hls.js';
import type { Attachment } from 'svelte/attachments';

/** A stream that is not there (yet, or for a moment) is looked for this often, ms. */
const LOOK_EVERY = 4_000;
/** Nearer to the end of what there is than this (s) is live. */
const LIVE_WITHIN = 6;
const NATIVE_TYPE = 'application/vnd.apple.mpegurl';
/** How far from the end of what there is the browser's own player starts, s. */
const NATIVE_DISTANCE = 4;

/** `waiting`: no stream is there. `ended`: it said that it is over. */
export type LiveStatus = 'waiting' | 'loading' | 'ready' | 'ended' | 'unsupported';

export class LivePlayer {
	status = $state<LiveStatus>('loading');
	playing = $state(false);
	muted = $state(false);
	/** 0 to 1. */
	volume = $state(1);
	captions = $state(false);
	/** Seconds behind what is live. */
	behind = $state(0);
	readonly live = $derived(this.status === 'ready' && this.playing && this.behind < LIVE_WITHIN);
	readonly #address: string;
	#video: HTMLVideoElement | null = null;
	#hls: Hls | null = null;
	#retry: ReturnType<typeof setTimeout> | null = null;
	#closed = false;

	/** `address`: of the master playlist. */
	constructor(address: string) {
		this.#address = address;
	}

	/** Ties the player to its element as long as that is in the page. */
	readonly attach: Attachment<HTMLVideoElement> = (video) => {
		this.#closed = false;
		this.#video = video;
		const off = new AbortController();
		const on = (event: string, heard: () => void) => video.addEventListener(event, heard, { signal: off.signal });
		on('play', () => (this.playing = true));
		on('pause', () => (this.playing = false));
		on('ended', () => (this.status = 'ended'));
		on('timeupdate', () => this.#measure());
		on('volumechange', () => {
			this.muted = video.muted;
			this.volume = video.volume;
		});
		on('error', () => this.#lost());
		void this.#look();
		return () => {
			this.#closed = true;
			off.abort();
			this.#drop();
			this.#video = null;
		};
	};

	toggle(): void {
		if (this.playing) this.#video?.pause();
		else this.#play();
	}

	toLive(): void {
		const end = this.#end();
		if (this.#video !== null && end !== null) this.#video.currentTime = end;
		this.#play();
	}

	mute(): void {
		if (this.#video !== null) this.#video.muted = !this.#video.muted;
	}

	/** 0 to 1; whoever turns it up wants to hear something. */
	setVolume(volume: number): void {
		if (this.#video === null) return;
		this.#video.volume = Math.min(1, Math.max(0, volume));
		this.#video.muted = volume === 0;
	}

	toggleCaptions(): void {
		this.captions = !this.captions;
		if (this.#hls !== null) {
			this.#hls.subtitleDisplay = this.captions;
			this.#hls.subtitleTrack = this.captions ? 0 : -1;
			return;
		}
		for (const track of this.#video?.textTracks ?? []) track.mode = this.captions ? 'showing' : 'disabled';
	}

	#play(): void {
		// A browser may refuse sound that nobody has asked for: then the large button stays.
		this.#video?.play().catch(() => (this.playing = false));
	}

	/** Is there a stream? */
	async #look(): Promise<void> {
		const there = await fetch(this.#address, { cache: 'no-store' }).then(
			(answer) => answer.ok,
			() => false
		);
		if (this.#closed) return;
		if (there) return this.#load();
		if (this.status !== 'ended') this.status = 'waiting';
		this.#retry = setTimeout(() => void this.#look(), LOOK_EVERY);
	}

	async #load(): Promise<void> {
		const { default: Hls } = await import('hls.js');
		const video = this.#video;
		if (this.#closed || video === null) return;
		if (!Hls.isSupported()) return this.#loadNatively(video);
		// Two segments from the end: the stream's own delay leaves no room for the usual three. No worker: it would come from a blob.
		const hls = new Hls({ enableWorker: false, liveSyncDurationCount: 2, liveMaxLatencyDurationCount: Infinity, backBufferLength: 60, renderTextTracksNatively: true });
		this.#hls = hls;
		hls.subtitleDisplay = this.captions;
		hls.on(Hls.Events.MANIFEST_PARSED, () => {
			this.status = 'ready';
			this.#play();
		});
		hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
			if (!details.live) this.status = 'ended';
		});
		hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
			if (!fatal) return;
			if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
			else this.#lost();
		});
		hls.loadSource(this.#address);
		hls.attachMedia(video);
	}

	#loadNatively(video: HTMLVideoElement): void {
		if (video.canPlayType(NATIVE_TYPE) === '') {
			this.status = 'unsupported';
			return;
		}
		video.src = this.#address;
		this.status = 'ready';
		this.#play();
	}

	/** The server or the network is away: begin anew when it is back. */
	#lost(): void {
		if (this.#closed || this.status === 'unsupported') return;
		this.#drop();
		this.#retry = setTimeout(() => void this.#look(), LOOK_EVERY);
	}

	#drop(): void {
		if (this.#retry !== null) clearTimeout(this.#retry);
		this.#retry = null;
		this.#hls?.destroy();
		this.#hls = null;
	}

	/** Where live is, s. */
	#end(): number | null {
		if (this.#hls !== null) return this.#hls.liveSyncPosition;
		const seekable = this.#video?.seekable;
		return seekable === undefined || seekable.length === 0 ? null : seekable.end(seekable.length - 1) - NATIVE_DISTANCE;
	}

	#measure(): void {
		const end = this.#end();
		if (end !== null && this.#video !== null) this.behind = Math.max(0, Math.round(end - this.#video.currentTime));
	}
}
