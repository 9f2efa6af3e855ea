import { NoteDraft, type Stored, type Whose } from './draft.svelte.ts';

/** Those of this tab: what is not saved yet outlives its page, and is saved from the next one. */
const drafts = new Map<string, NoteDraft>();

/** The one draft of this person's note about this item; on the server a new one for each page. */
export function draftOf(whose: Whose, stored: Stored): NoteDraft {
	const key = `${whose.person} ${whose.item}`;
	const draft = drafts.get(key) ?? new NoteDraft(whose);
	if (typeof window !== 'undefined') drafts.set(key, draft);
	draft.adopt(stored);
	return draft;
}
