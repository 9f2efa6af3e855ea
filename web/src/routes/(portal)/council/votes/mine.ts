/** What concerns one person in a running session; the state for everybody does not say it. */
import type { Choice } from '../live.ts';

export interface Mine {
	person: string;
	/** They sit in the body and act for themselves. */
	seated: boolean;
	maySpeak: boolean;
	/** They run the session, and whether it is they who preside now. */
	mayPreside: boolean;
	presiding: boolean;
	/** In the vote of the state: whether they were entitled, and their ballot. */
	voter: boolean;
	choice: Choice | null;
	changeable: boolean;
	/** They have declared a conflict of interest on the open item. */
	conflict: boolean;
}
