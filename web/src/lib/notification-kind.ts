/** What a module tells people about: `export const notifications: NotificationKind[]` in `routes/(portal)/<id>/notifications.ts`. Found by itself. */
export interface NotificationKind {
	/** `<module>.<what>`. */
	id: string;
	/** For the switches: what one is told about. */
	title: () => string;
	/** The sentence, in the reader's language. */
	say: (data: Record<string, string>, options: { locale: 'cs' | 'en' }) => string;
	/** Instead of the sentence outside the portal, where it would tell too much: on a locked screen, in a mail. */
	discreet?: (data: Record<string, string>, options: { locale: 'cs' | 'en' }) => string;
	/** How soon it is mailed to somebody who has not read it, unless they have switched that off. */
	mail: 'hourly' | 'daily' | 'never';
	/** Whether it is pushed unless they have switched that off. */
	push: boolean;
}

/** What may stand in a mail or on a locked screen. */
export const sayOutside = ({ say, discreet }: NotificationKind, data: Record<string, string>, locale: 'cs' | 'en'): string => (discreet ?? say)(data, { locale });

/** @throws {Error} when two modules declare one kind */
export function byId(kinds: readonly NotificationKind[]): ReadonlyMap<string, NotificationKind> {
	const found = new Map(kinds.map((kind) => [kind.id, kind]));
	if (found.size !== kinds.length) throw new Error('two modules declare one kind of notification');
	return found;
}
