import { chosen, largeTile, nextView, screenKey, settled, type Choice } from '../rules/large.ts';
import { keptOrder } from '../rules/order.ts';
import type { CouncilState } from '@sal/sfu/protocol';
import type { Roster } from './roster.svelte.ts';

export type Panel = 'none' | 'chat' | 'people' | 'companion';
export type OpenDialog = 'settings' | 'help' | 'diagnostics' | 'leave' | 'end' | 'mute-all' | 'record' | 'record-stop' | null;
export type Floating = { id: number; participant: string; kind: string };

/** How long a reaction floats, ms. */
const FLOATS = 4_000;

/** What of the room is open, chosen and pinned on this screen. */
export class RoomUi {
	panel = $state<Panel>('none');
	dialog = $state<OpenDialog>(null);
	choice = $state.raw<Choice>({ pinned: null, view: 'grid', screensAside: false });
	page = $state(0);
	shortcuts = $state(true);
	fullscreen = $state(false);
	reactions = $state.raw<Floating[]>([]);
	readonly #roster: Roster;
	readonly #council: () => Pick<CouncilState, 'floor' | 'interpreter'> | null;
	/** The shared screens as last shown; not state, or ordering would call for ordering. */
	#screens: string[] = [];
	#next = 1;

	/** @param council the session that is held in the room, if one is */
	constructor(roster: Roster, council: () => Pick<CouncilState, 'floor' | 'interpreter'> | null) {
		this.#roster = roster;
		this.#council = council;
	}

	/** Keys of the shared screens, the one that has been here longest first. */
	readonly screens = $derived.by((): string[] => (this.#screens = keptOrder(this.#screens, this.#roster.sharing.map(({ id }) => screenKey(id)))));
	/** Who shares knows their own screen, and wants to see the others. */
	readonly #screensOfOthers = $derived.by(() => this.screens.filter((key) => key !== screenKey(this.#roster.me)));
	readonly #present = $derived.by(() => [...this.screens, ...this.#roster.people.keys()]);
	readonly #speaker = $derived.by(() => this.#roster.lastSpeaker ?? this.#roster.arrivals.find((id) => id !== this.#roster.me) ?? (this.#roster.me || null));

	/** Who has the floor of a session; oneself is not shown large to oneself. */
	readonly floor = $derived.by(() => {
		const floor = this.#council()?.floor ?? null;
		return floor !== null && floor !== this.#roster.me && this.#roster.people.has(floor) ? floor : null;
	});
	/** Whose tile stays beside the large one: the interpreter. */
	readonly beside = $derived.by(() => {
		const interpreter = this.#council()?.interpreter ?? null;
		return interpreter !== null && this.#roster.people.has(interpreter) ? interpreter : null;
	});

	/** Key of the tile that is kept large, if any. */
	readonly large = $derived(largeTile({ choice: this.choice, present: this.#present, screens: this.#screensOfOthers, floor: this.floor, speaker: this.#speaker }));
	/** Whoever has the floor is large in every view: there is nothing to change to. */
	readonly fixed = $derived.by(() => this.large !== null && this.large === this.floor && this.choice.pinned === null);
	/** What {@link toggleView} would show. */
	readonly nextView = $derived(nextView({ large: this.large, screens: this.#screensOfOthers }));

	toggle(panel: Exclude<Panel, 'none'>): void {
		this.panel = this.panel === panel ? 'none' : panel;
	}

	get pinned(): string | null {
		return this.choice.pinned;
	}

	togglePin(key: string): void {
		this.choice = { ...this.choice, pinned: this.pinned === key ? null : key };
	}

	toggleView(): void {
		if (this.fixed) return;
		this.choice = chosen({ view: this.nextView, screens: this.#screensOfOthers });
	}

	/** To be called when people and screens have come or gone. */
	settle(): void {
		this.choice = settled({ choice: this.choice, present: this.#present, screens: this.#screensOfOthers });
	}

	float(participant: string, kind: string): void {
		const reaction = { id: this.#next++, participant, kind };
		this.reactions = [...this.reactions, reaction].slice(-12);
		setTimeout(() => (this.reactions = this.reactions.filter((other) => other !== reaction)), FLOATS);
	}

	/** Full screen is of the whole page, so that dialogs and menus are in it too. */
	async toggleFullscreen(): Promise<void> {
		// iPhones have no full screen for pages; the button is not shown there.
		if (document.fullscreenElement) await document.exitFullscreen();
		else await document.documentElement.requestFullscreen?.().catch(() => undefined);
	}
}
