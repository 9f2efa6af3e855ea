/** Some acts ask again who is there: `requireFresh` in the action, before anything is written. */
import { redirect } from '@sveltejs/kit';
import { isFresh } from './fresh.ts';

/** Where to show it again; `next`: a page of ours to come back to. */
export const proveAt = (next: string): string => `/prove?next=${encodeURIComponent(next)}`;

/**
 * Sends whoever has not shown who they are within the last ten minutes to do so, and back to `next`. Nothing of what they sent is done or kept.
 * In form actions and endpoints that the browser visits; what a script fetches asks `isFresh` and says where to go.
 */
export function requireFresh({ provedAt }: Pick<App.Locals, 'provedAt'>, { next }: { next: string }): void {
	if (!isFresh(provedAt, new Date())) redirect(303, proveAt(next));
}
