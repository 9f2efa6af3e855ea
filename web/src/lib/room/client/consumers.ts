import type { ConsumerOptions } from '@sal/sfu/protocol';
import type { types } from 'mediasoup-client';
import type { Media } from './media.ts';
import type { Playback } from './playback.ts';

/** Where the pictures of others are kept for the tiles; `SvelteMap` in the session. By {@link pictureKey}. */
type Pictures = { get(key: string): MediaStreamTrack | undefined; set(key: string, track: MediaStreamTrack): unknown; delete(key: string): unknown; entries(): Iterable<[string, MediaStreamTrack]> };

type Entry = { consumer: types.Consumer; key: string };

export const pictureKey = (participant: string, source: string) => `${participant}:${source}`;

/** The tracks of others as they come in: pictures go to the tiles, sound is played. */
export class Consumers {
	readonly #pictures: Pictures;
	readonly #playback: Playback;
	readonly #entries = new Map<string, Entry>();
	#media: Media | null = null;

	constructor({ pictures, playback }: { pictures: Pictures; playback: Playback }) {
		this.#pictures = pictures;
		this.#playback = playback;
	}

	/** New transports. The last pictures stay on screen until new ones replace them, so that nothing flashes. */
	use(media: Media | null): void {
		for (const id of this.#entries.keys()) this.#playback.detach(id);
		this.#entries.clear();
		this.#media = media;
	}

	/** @returns whether it is sound, which flows once the media server is told that it is attached */
	async add(options: ConsumerOptions): Promise<boolean> {
		const media = this.#media;
		if (!media || this.#entries.has(options.id)) return false;
		const consumer = await media.consume(options);
		if (media !== this.#media) {
			consumer.close();
			return false;
		}
		const key = pictureKey(options.participant, options.source);
		this.#entries.set(options.id, { consumer, key });
		if (options.kind === 'video') {
			this.#pictures.set(key, consumer.track);
			return false;
		}
		this.#playback.attach(options.id, consumer.track);
		return true;
	}

	close(id: string): void {
		const entry = this.#entries.get(id);
		if (!entry) return;
		this.#entries.delete(id);
		this.#playback.detach(id);
		if (this.#pictures.get(entry.key) === entry.consumer.track) this.#pictures.delete(entry.key);
		entry.consumer.close();
	}

	/** Takes away the pictures of an earlier connection that nothing has replaced. */
	forgetOldPictures(): void {
		const live = new Set([...this.#entries.values()].map(({ consumer }) => consumer.track));
		for (const [key, track] of [...this.#pictures.entries()]) if (!live.has(track)) this.#pictures.delete(key);
	}
}
