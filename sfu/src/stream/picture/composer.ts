/** Puts together what is on screen: the picture, the interpreter beside it, the writing over them; or a card. */
import type { Scene } from '../../streaming/messages.ts';
import { CANVAS } from '../encoder.ts';
import { blit, bytesOf, fill } from './i420.ts';
import { blend, type Layer } from './layer.ts';
import { clockLayer, emptyLayer, INTERPRETER, noticeLayer, overlayOf } from './overlay.ts';
import type { PictureSource } from './picture-source.ts';

/** When the picture changes hands, the old one stays this long (ms) unless the new one is there before: no black in between. */
const HOLD = 2_000;

export type Shown = Scene & { lost?: boolean };

export class Composer {
	readonly #zone: string;
	#scene: Shown;
	/** Card and writing of the scene. */
	#card: Buffer;
	#writing: Layer[] = [];
	#clock: { second: number; layer: Layer } | null = null;
	/** The last picture before the present one came, and until when it may stay. */
	readonly #last = Buffer.alloc(bytesOf(CANVAS));
	#lastUntil = 0;

	constructor({ scene, zone }: { scene: Shown; zone: string }) {
		this.#zone = zone;
		this.#scene = scene;
		this.#card = cardOf(scene);
		this.#writing = writingOf(scene);
	}

	get scene(): Shown {
		return this.#scene;
	}

	/** A new scene, from `time` (ms since 1970) on. `last`: the picture that was on screen before. */
	change(scene: Shown, time: number, last: Buffer | null): void {
		const before = this.#scene;
		// Somebody who has switched the camera off is not kept on screen.
		if (silent(scene) || scene.main === null) this.#lastUntil = 0;
		else if (scene.main !== before.main && last !== null) {
			last.copy(this.#last);
			this.#lastUntil = time + HOLD;
		}
		this.#scene = scene;
		if (scene.notice !== before.notice || scene.lost !== before.lost || scene.title !== before.title) this.#card = cardOf(scene);
		this.#writing = writingOf(scene);
	}

	/** Paints what is on screen at `time` into `target`. */
	paint(target: Buffer, time: number, sources: ReadonlyMap<number, PictureSource>): void {
		const { main, interpreter } = this.#scene;
		if (silent(this.#scene)) this.#card.copy(target);
		else {
			const picture = main === null ? null : (sources.get(main)?.at(time) ?? null);
			if (picture !== null) this.#lastUntil = 0;
			(picture ?? (time < this.#lastUntil ? this.#last : this.#card)).copy(target);
			const beside = interpreter === null ? null : (sources.get(interpreter)?.at(time) ?? null);
			if (beside !== null) blit({ from: beside, size: INTERPRETER, onto: target, canvas: CANVAS, x: INTERPRETER.x, y: INTERPRETER.y });
			for (const layer of this.#writing) blend(target, CANVAS, layer);
		}
		blend(target, CANVAS, this.#clockAt(time));
	}

	#clockAt(time: number): Layer {
		const second = Math.floor(time / 1_000);
		if (this.#clock?.second !== second) this.#clock = { second, layer: clockLayer(second * 1_000, this.#zone) };
		return this.#clock.layer;
	}
}

/** Is a card shown instead of the session? */
export const silent = ({ notice, lost }: Shown): boolean => notice !== null || lost === true;

function cardOf({ notice, lost, title }: Shown): Buffer {
	const card = Buffer.alloc(bytesOf(CANVAS));
	fill(card, CANVAS, { y: 16, u: 128, v: 128 });
	// What the session itself says comes before our own trouble.
	const said = notice ?? (lost === true ? 'lost' : null);
	blend(card, CANVAS, said === null ? emptyLayer(title) : noticeLayer(said, title));
	return card;
}

const writingOf = (scene: Shown): Layer[] => (silent(scene) ? [] : overlayOf(scene));
