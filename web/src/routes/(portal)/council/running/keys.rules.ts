/** Keys of the chair's desk: one letter for what is done most often. In the order of the help. */
export const deskKeys = [
	{ key: 'd', act: 'next' },
	{ key: 's', act: 'give' },
	{ key: 'o', act: 'take' },
	{ key: 'p', act: 'extend' },
	{ key: 'h', act: 'vote' }
] as const;
export type DeskAct = (typeof deskKeys)[number]['act'];

export interface DeskPress {
	key: string;
	/** Together with Ctrl, Alt or Cmd, which belong to the browser and to screen readers. */
	modified: boolean;
	repeat: boolean;
	/** Into a field: then a letter is text. */
	typing: boolean;
	/** The keys are switched off (WCAG 2.2, 2.1.4). */
	off: boolean;
}

/** What a key does on the desk; null: nothing. */
export function deskActFor({ key, modified, repeat, typing, off }: DeskPress): DeskAct | null {
	if (off || modified || repeat || typing) return null;
	return deskKeys.find((each) => each.key === key.toLowerCase())?.act ?? null;
}
