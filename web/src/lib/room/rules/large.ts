/** What someone has chosen to see. */
export type Choice = {
	/** Key of the tile that is kept large by hand, or null. */
	pinned: string | null;
	view: 'grid' | 'speaker';
	/** The shared screens stand among the people in a grid, although a screen is large by itself. */
	screensAside: boolean;
};

export type View = 'grid' | 'screen' | 'speaker';

/** The key of a tile: a participant's id, or `<id>:screen` for what they share. */
export const screenKey = (participant: string): string => `${participant}:screen`;

export type TileOf = { participant: string; source: 'camera' | 'screen' };

/** Whose tile it is, and of what: the inverse of {@link screenKey}. */
export function tileOf(key: string): TileOf {
	const [participant = '', screen] = key.split(':');
	return { participant, source: screen === undefined ? 'camera' : 'screen' };
}

/**
 * The tile that is kept large, or null for a grid: what is pinned before what is shared, that before who has the floor, and that before who speaks.
 * @param present keys of all tiles of the room
 * @param screens keys of what others share, the one that was first on this screen first
 * @param floor who has been given the floor of a session: large in every view
 * @param speaker who is large in the speaker's view
 */
export function largeTile({ choice, present, screens, floor = null, speaker }: { choice: Choice; present: string[]; screens: string[]; floor?: string | null; speaker: string | null }): string | null {
	if (choice.pinned !== null && present.includes(choice.pinned)) return choice.pinned;
	const [screen] = screens;
	if (screen !== undefined && !choice.screensAside) return screen;
	if (floor !== null && present.includes(floor)) return floor;
	return choice.view === 'speaker' ? speaker : null;
}

/** Where "change the view" leads: from any large picture to the grid, and from there to what matters most. */
export function nextView({ large, screens }: { large: string | null; screens: string[] }): View {
	if (large !== null) return 'grid';
	return screens.length > 0 ? 'screen' : 'speaker';
}

/** The choice with which {@link largeTile} shows this view while `screens` are shared. */
export function chosen({ view, screens }: { view: View; screens: string[] }): Choice {
	return { pinned: null, view: view === 'speaker' ? 'speaker' : 'grid', screensAside: view === 'grid' && screens.length > 0 };
}

/** The choice once tiles have gone (the same object if it still stands): a pin goes with its tile, and the next screen is large again even if the last ones were not. */
export function settled({ choice, present, screens }: { choice: Choice; present: string[]; screens: string[] }): Choice {
	const pinned = choice.pinned !== null && present.includes(choice.pinned) ? choice.pinned : null;
	const screensAside = choice.screensAside && screens.length > 0;
	return pinned === choice.pinned && screensAside === choice.screensAside ? choice : { ...choice, pinned, screensAside };
}
