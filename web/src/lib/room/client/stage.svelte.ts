import { tileOf, type TileOf } from '../rules/large.ts';
import { grid, pageSize, spotlight, stripCapacity, type Area, type Rect } from '../rules/layout.ts';
import { arrange, withBeside } from '../rules/order.ts';
import type { ShownTile } from '../rules/view-set.ts';
import { producerOf } from './roster.svelte.ts';
import type { RoomUi } from './room-ui.svelte.ts';
import type { Session } from './session.svelte.ts';

/** A tile in its place. */
export type Placed = TileOf & { key: string; rect: Rect; large: boolean };

/** Who stands where on the stage, and on which of how many pages. */
export class Stage {
	area = $state<Area>({ width: 0, height: 0 });
	readonly #session: Session;
	readonly #ui: RoomUi;
	/** The order as last shown; not state, or arranging would call for arranging. */
	#order: string[] = [];

	constructor(session: Session, ui: RoomUi) {
		this.#session = session;
		this.#ui = ui;
	}

	readonly #pages = $derived.by((): string[][] => {
		const { roster } = this.#session;
		const { large, screens } = this.#ui;
		// The interpreter is in sight on every page.
		const beside = [this.#ui.beside].filter((key) => key !== null && key !== large).filter((key) => key !== null);
		const room = Math.max(1, large === null ? pageSize(this.area) : stripCapacity({ ...this.area, screen: isScreen(large) }));
		const size = Math.max(1, room - beside.length);
		const arrivals = roster.arrivals.filter((id) => !beside.includes(id));
		// Oneself before the others: whoever is filmed wants to see that they are, also where only four tiles fit.
		const arranged = arrange({ previous: this.#order, present: [...screens, ...arrivals], first: [...screens, ...arrivals.filter((id) => id === roster.me)], large, spokeAt: roster.spokeAt, speaking: roster.speaking, size });
		this.#order = arranged.order;
		return withBeside(arranged.pages, beside);
	});

	readonly pages = $derived(Math.max(1, this.#pages.length));
	/** People may have left since the page was turned. */
	readonly page = $derived.by(() => Math.min(this.#ui.page, this.pages - 1));

	readonly placed = $derived.by((): Placed[] => {
		const shown = this.#pages[this.page] ?? [];
		const { large } = this.#ui;
		if (large === null) return zip(shown, grid({ count: shown.length, ...this.area }));
		const { main, strip } = spotlight({ count: shown.length, ...this.area, screen: isScreen(large) });
		return [place(large, main, true), ...zip(shown, strip)];
	});

	/** The pictures of others in sight. */
	readonly tiles = $derived.by((): ShownTile[] =>
		this.placed
			.filter(({ participant }) => participant !== this.#session.roster.me)
			.map(({ key, participant, source, rect }) => ({ producer: producerOf(this.#session.roster.people.get(participant), source), width: rect.width, height: rect.height, pinned: key === this.#ui.pinned }))
	);
}

function place(key: string, rect: Rect, large: boolean): Placed {
	return { key, ...tileOf(key), rect, large };
}

const zip = (keys: string[], rects: Rect[]): Placed[] => keys.flatMap((key, index) => (rects[index] ? [place(key, rects[index], false)] : []));

const isScreen = (key: string) => tileOf(key).source === 'screen';
