/** What a single key does in the room. Listed in this order in the help. */
export const shortcuts = [
	{ key: 'm', action: 'microphone' },
	{ key: 'v', action: 'camera' },
	{ key: 'h', action: 'hand' },
	{ key: 'c', action: 'chat' },
	{ key: 'p', action: 'people' },
	{ key: 's', action: 'screen' },
	{ key: 'g', action: 'view' },
	{ key: 'f', action: 'fullscreen' },
	{ key: '?', action: 'help' }
] as const;
export type ShortcutAction = (typeof shortcuts)[number]['action'];

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; repeat: boolean; typing: boolean; dialog: boolean };

/** What a pressed Esc may belong to before it belongs to the side panel. */
export type EscapePress = { key: string; dialog: boolean; isComposing: boolean; searching: boolean };

/**
 * The action of a key, or null. Nothing fires while typing, while a dialog or menu is open, or together with Ctrl, Alt or Cmd, which belong to
 * the browser and to screen readers (WCAG 2.2, 2.1.4: the shortcuts can also be switched off).
 */
export function shortcutFor(press: KeyPress): ShortcutAction | null {
	if (press.typing || press.dialog || press.repeat) return null;
	if (press.ctrlKey || press.metaKey || press.altKey) return null;
	return shortcuts.find(({ key }) => key === press.key.toLowerCase())?.action ?? null;
}

/** Does this key close the side panel? Not while Esc has something nearer to close: a dialog, a menu, an unfinished letter (Asian keyboards), what was typed into a search field. */
export function closesPanel({ key, dialog, isComposing, searching }: EscapePress): boolean {
	return key === 'Escape' && !dialog && !isComposing && !searching;
}

/** Does this element take letters? Then a letter is text, not a command. */
export function takesText(element: { tagName: string; isContentEditable?: boolean; type?: string } | null): boolean {
	if (!element) return false;
	if (element.isContentEditable) return true;
	if (element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return true;
	return element.tagName === 'INPUT' && !['button', 'checkbox', 'radio', 'range', 'submit'].includes(element.type ?? 'text');
}
