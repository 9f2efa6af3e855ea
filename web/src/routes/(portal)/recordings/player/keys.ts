/** The player's keyboard, as editors know it: J K L, arrows, comma and dot for single frames. */
export type PlayerCommand = { do: 'toggle' } | { do: 'seek'; by: number } | { do: 'jump'; to: 'start' | 'end' } | { do: 'speed'; by: -1 | 1 } | { do: 'mute' } | { do: 'fullscreen' };

interface Key {
	key: string;
	ctrlKey: boolean;
	altKey: boolean;
	metaKey: boolean;
}

/** The composed picture has 25 frames per second. */
const FRAME_S = 1 / 25;

const commands: Record<string, PlayerCommand> = {
	' ': { do: 'toggle' },
	k: { do: 'toggle' },
	j: { do: 'seek', by: -10 },
	l: { do: 'seek', by: 10 },
	ArrowLeft: { do: 'seek', by: -5 },
	ArrowRight: { do: 'seek', by: 5 },
	',': { do: 'seek', by: -FRAME_S },
	'.': { do: 'seek', by: FRAME_S },
	'<': { do: 'speed', by: -1 },
	'>': { do: 'speed', by: 1 },
	Home: { do: 'jump', to: 'start' },
	End: { do: 'jump', to: 'end' },
	m: { do: 'mute' },
	f: { do: 'fullscreen' }
};

/** What a key press means; null for keys that are the browser's, and for everything with Ctrl, Alt or Meta. */
export function commandOf({ key, ctrlKey, altKey, metaKey }: Key): PlayerCommand | null {
	if (ctrlKey || altKey || metaKey) return null;
	return commands[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** Does the element take this key itself? Then the player keeps its hands off: fields take all of them, buttons the space. */
export function takesKey({ tagName, isContentEditable, role }: { tagName: string; isContentEditable: boolean; role: string | null }, key: string): boolean {
	if (isContentEditable || tagName === 'INPUT' || tagName === 'SELECT' || tagName === 'TEXTAREA') return true;
	if (role === 'slider' || role === 'tab') return key.startsWith('Arrow') || key === 'Home' || key === 'End';
	return key === ' ' && (tagName === 'BUTTON' || tagName === 'A' || tagName === 'SUMMARY');
}

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

/** The next speed up or down; stays at the ends. */
export function speedAfter(speed: number, by: -1 | 1): number {
	const index = SPEEDS.findIndex((known) => known >= speed);
	const next = (index < 0 ? SPEEDS.length - 1 : index) + by;
	return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, next))] ?? 1;
}
