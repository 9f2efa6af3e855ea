import { grid, pageSize, spotlight, stripCapacity, type Area, type Rect } from '../rules/layout.ts';
import { arrange } from '../rules/order.ts';
import type { ShownTile } from '../rules/view-set.ts';
import { producerOf } from './roster.svelte.ts';
import type { RoomUi } from './room-ui.svelte.ts';
import type { Session } from './session.svelte.ts';

/** A tile in its place. `key` is a participant's id, or `<id>:screen` for what they share. */
export type Placed = { key: string; participant: string; source: 'camera' | 'screen'; rect: Rect; large: boolean };

const screenKey = (participant: string) => `${participant}:screen`;

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

	readonly #screens = $derived.by(() => this.#session.roster.sharing.map(({ id }) => screenKey(id)));

	/** The tile that is kept large, if any: pinned, shared, or who speaks. */
	readonly large = $derived.by((): string | null => {
		const { roster } = this.#session;
		const { pinned, view } = this.#ui;
		if (pinned !== null && (roster.people.has(pinned) || this.#screens.includes(pinned))) return pinned;
		const [screen] = this.#screens;
		if (screen) return screen;
		if (view === 'grid') return null;
		return roster.lastSpeaker ?? roster.arrivals.find((id) => id !== roster.me) ?? (roster.me || null);
	});

	readonly #pages = $derived.by((): string[][] => {
		const { roster } = this.#session;
		const large = this.large;
		const size = Math.max(1, large === null ? pageSize(this.area) : stripCapacity(this.area));
		// Oneself first: whoever is filmed wants to see that they are, also where only four tiles fit.
		const present = [...this.#screens, ...roster.arrivals.filter((id) => id === roster.me), ...roster.arrivals.filter((id) => id !== roster.me)].filter((key) => key !== large);
		const arranged = arrange({ previous: this.#order, present, spokeAt: roster.spokeAt, speaking: roster.speaking.filter((id) => id !== large), size, fixed: [roster.me] });
		this.#order = arranged.order;
		return arranged.pages;
	});

	readonly pages = $derived(Math.max(1, this.#pages.length));
	/** People may have left since the page was turned. */
	readonly page = $derived.by(() => Math.min(this.#ui.page, this.pages - 1));

	readonly placed = $derived.by((): Placed[] => {
		const shown = this.#pages[this.page] ?? [];
		const { large } = this;
		if (large === null) return zip(shown, grid({ count: shown.length, ...this.area }));
		const { main, strip } = spotlight({ count: shown.length, ...this.area });
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
	const screen = key.endsWith(':screen');
	return { key, participant: screen ? key.slice(0, -':screen'.length) : key, source: screen ? 'screen' : 'camera', rect, large };
}

const zip = (keys: string[], rects: Rect[]): Placed[] => keys.flatMap((key, index) => (rects[index] ? [place(key, rects[index], false)] : []));
