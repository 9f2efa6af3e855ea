import type { Snippet } from 'svelte';

/** What another part of the portal shows beside the picture: the seat of a member in a council's session. */
export interface Companion {
	/** What the panel is called. */
	label: string;
	panel: Snippet;
	/** Above the picture, whether the panel is open or not. */
	notice: Snippet;
	/** Something in it waits for an answer: it opens by itself where nothing else is open, and its button says so. */
	calls: boolean;
}
