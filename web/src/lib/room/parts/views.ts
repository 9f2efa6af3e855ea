import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Monitor from '@lucide/svelte/icons/monitor';
import UserRound from '@lucide/svelte/icons/user-round';
import { m } from '#lib/paraglide/messages.js';

/** How each view of the stage is named and drawn, wherever one can change to it. */
export const views = {
	grid: { icon: LayoutGrid, label: m.room_view_grid },
	screen: { icon: Monitor, label: m.room_view_screen },
	speaker: { icon: UserRound, label: m.room_view_speaker }
};
