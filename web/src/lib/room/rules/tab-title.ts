export type InTheTab = {
	/** The connection is broken. */
	lost: boolean;
	lobby: boolean;
	/** People whom I could let in. */
	waiting: number;
	unread: number;
};

/**
 * What is happening, as far as the title of the tab has room for it: whoever works in another window sees only its first words, so the one thing that cannot wait comes first.
 */
export function happeningInTab({ lost, lobby, waiting, unread }: InTheTab): 'lost' | 'lobby' | 'waiting' | 'unread' | null {
	if (lost) return 'lost';
	if (lobby) return 'lobby';
	if (waiting > 0) return 'waiting';
	return unread > 0 ? 'unread' : null;
}
