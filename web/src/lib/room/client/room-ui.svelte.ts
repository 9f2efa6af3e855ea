export type Panel = 'none' | 'chat' | 'people';
export type OpenDialog = 'settings' | 'help' | 'diagnostics' | 'leave' | 'end' | 'mute-all' | 'record' | 'record-stop' | null;
export type Floating = { id: number; participant: string; kind: string };

/** How long a reaction floats, ms. */
const FLOATS = 4_000;

/** What of the room is open, chosen and pinned on this screen. */
export class RoomUi {
	panel = $state<Panel>('none');
	dialog = $state<OpenDialog>(null);
	view = $state<'grid' | 'speaker'>('grid');
	/** Key of the tile that is kept large: a participant's id, or `<id>:screen`. */
	pinned = $state<string | null>(null);
	page = $state(0);
	shortcuts = $state(true);
	fullscreen = $state(false);
	reactions = $state.raw<Floating[]>([]);
	#next = 1;

	toggle(panel: Exclude<Panel, 'none'>): void {
		this.panel = this.panel === panel ? 'none' : panel;
	}

	togglePin(key: string): void {
		this.pinned = this.pinned === key ? null : key;
	}

	toggleView(): void {
		this.view = this.view === 'grid' ? 'speaker' : 'grid';
		this.pinned = null;
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
