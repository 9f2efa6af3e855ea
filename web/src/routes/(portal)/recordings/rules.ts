/** Through which states a recording goes, and what is left of it. Who may do what with one: permissions.ts. */

export type RecordingState = 'recording' | 'stored' | 'sealed' | 'preparing' | 'ready' | 'failed' | 'erasing' | 'erased';

/** What decides: facts about the recording and its meeting, read by the store. */
export interface RecordingFacts {
	kind: 'session' | 'case' | 'call';
	/** Who may watch, as the meeting said when it was recorded. */
	watch: 'hosts' | 'invited' | 'organisation' | 'public';
	published: boolean;
	state: RecordingState;
	/** The owning organisation, and its path from the root (itself last). */
	organisation: string;
	organisationPath: readonly string[];
	/** Person ids: hosts and whoever created the meeting. */
	hosts: readonly string[];
	invited: readonly string[];
	invitedOrganisations: readonly string[];
	/** Has the actor opened the case in an emergency, and is it still open? */
	broken: boolean;
}

/** What happens to a recording; the order of states is the order of the work. */
export type RecordingEvent = 'closed' | 'sealed' | 'preparing' | 'prepared' | 'failed' | 'retry' | 'erase' | 'erased';

/**
 * The state after an event; null when the event does not fit (a repeated callback, a job that lost a race) and nothing is to be done.
 * `failedIn`: the state in which a failed recording stopped.
 */
export function nextState({ state, failedIn, event }: { state: RecordingState; failedIn: RecordingState | null; event: RecordingEvent }): RecordingState | null {
	switch (event) {
		case 'closed':
			// The recorder may come back after the portal had given it up: what it brings is good.
			return state === 'recording' || (state === 'failed' && failedIn === 'recording') ? 'stored' : null;
		case 'sealed':
			return state === 'stored' ? 'sealed' : null;
		case 'preparing':
			return state === 'sealed' || state === 'preparing' ? 'preparing' : null;
		case 'prepared':
			return state === 'preparing' ? 'ready' : null;
		case 'failed':
			return state === 'ready' || state === 'failed' || state === 'erasing' || state === 'erased' ? null : 'failed';
		case 'retry':
			return state === 'failed' ? retryState(failedIn) : null;
		case 'erase':
			// Not while it is being prepared: that would make copies of it again.
			return state === 'ready' || (state === 'failed' && retryState(failedIn) === 'sealed') ? 'erasing' : null;
		case 'erased':
			return state === 'erasing' ? 'erased' : null;
	}
}

/** Where "try again" goes on; null when there is nothing to try again, because the recorder never delivered. */
function retryState(failedIn: RecordingState | null): RecordingState | null {
	if (failedIn === 'stored') return 'stored';
	if (failedIn === 'sealed' || failedIn === 'preparing') return 'sealed';
	return null;
}

export function canRetry({ state, failedIn }: { state: RecordingState; failedIn: RecordingState | null }): boolean {
	return nextState({ state, failedIn, event: 'retry' }) !== null;
}

/** A link's life. Revoked wins over expired: the clerk's decision is what the visitor is told. */
export function linkState({ expiresAt, revokedAt, now }: { expiresAt: Date; revokedAt: Date | null; now: Date }): 'open' | 'expired' | 'revoked' {
	if (revokedAt) return 'revoked';
	return expiresAt.getTime() <= now.getTime() ? 'expired' : 'open';
}

/**
 * What stays of the title when a recording is erased. The record of a destruction must name what was destroyed (Act 499/2004 Coll.), so
 * sessions and calls keep theirs. A case conference's names a patient as often as not (Article 17 GDPR): kind, time, organisation, number
 * and hash stay of it.
 */
export function titleAfterErasing({ kind, title }: Pick<RecordingFacts, 'kind'> & { title: string }): string {
	return kind === 'case' ? '' : title;
}
