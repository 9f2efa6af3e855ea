/** Who may do what with a recording, and through which states it goes. Row-level security (db/migrations) says the same about seeing. */

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
}

/** The actor as far as these rules need to know. `path`: of the person's organisation from the root, itself last. */
export type Viewer =
	| { kind: 'person'; person: string; organisation: string; path: readonly string[]; role: string }
	| { kind: 'link'; permission: 'view' | 'download' }
	| { kind: 'other' };

export const actions = ['see', 'play', 'verify', 'download', 'download-original', 'link', 'log', 'retry', 'keep', 'ask-erasing', 'confirm-erasing'] as const;
export type RecordingAction = (typeof actions)[number];

/**
 * How a person stands to a recording:
 * `keeper` looks after it (hosts, and those of {@link looksAfter});
 * `operator` runs the portal and sees that a recording is there and whole, but does not listen to other people's meetings;
 * `audience` was meant to watch it.
 * Of a patient's case the operator sees nothing at all, and of an invited organisation only its clinicians do.
 */
export type Standing = 'keeper' | 'operator' | 'audience' | 'none';

export function standing(viewer: Viewer, facts: RecordingFacts): Standing {
	if (viewer.kind !== 'person') return facts.published ? 'audience' : 'none';
	if (facts.hosts.includes(viewer.person) || looksAfter(viewer, facts)) return 'keeper';
	if (facts.published || isAudience(viewer, facts)) return 'audience';
	if (viewer.role === 'admin' && facts.kind !== 'case' && facts.organisationPath.includes(viewer.organisation)) return 'operator';
	return 'none';
}

type PersonViewer = Extract<Viewer, { kind: 'person' }>;

/** Clerks keep what lies in their subtree, a case only in the house that owns it; office and chair keep their own house's sessions and calls. */
function looksAfter({ role, organisation }: PersonViewer, facts: RecordingFacts): boolean {
	const house = organisation === facts.organisation;
	if (facts.kind === 'case') return role === 'clerk' && house;
	if (role === 'clerk') return facts.organisationPath.includes(organisation);
	return (role === 'office' || role === 'chair') && house;
}

function isAudience(viewer: PersonViewer, facts: RecordingFacts): boolean {
	if (facts.watch === 'hosts') return false;
	if (facts.invited.includes(viewer.person)) return true;
	if (facts.kind === 'case' && viewer.role !== 'clinician') return false;
	// An invitation of a hospital reaches its wards.
	if (facts.invitedOrganisations.some((organisation) => viewer.path.includes(organisation))) return true;
	return facts.kind !== 'case' && facts.watch !== 'invited' && viewer.organisation === facts.organisation;
}

const allowed: Record<Standing, readonly RecordingAction[]> = {
	keeper: actions,
	operator: ['see', 'verify', 'log', 'retry'],
	audience: ['see', 'play'],
	none: []
};

export function may(viewer: Viewer, action: RecordingAction, facts: RecordingFacts): boolean {
	// Of what was erased there is left that it was there, and who looked.
	if ((facts.state === 'erasing' || facts.state === 'erased') && action !== 'see' && action !== 'log') return false;
	if (viewer.kind === 'link') return action === 'see' || action === 'play' || (action === 'download' && viewer.permission === 'download');
	// What was said about a patient does not leave by an address that anyone can pass on.
	if (action === 'link' && facts.kind === 'case') return false;
	if (action === 'keep' && facts.kind !== 'case') return false;
	if (action === 'ask-erasing' || action === 'confirm-erasing') {
		// Locked so that nobody can: a session of a public body stays until its time is over.
		if (facts.kind === 'session') return false;
		// A host may ask; that it goes is for those who answer for the records.
		if (action === 'confirm-erasing') return viewer.kind === 'person' && looksAfter(viewer, facts);
	}
	// A public session belongs to everybody, also as a file.
	if (action === 'download' && facts.published) return true;
	return allowed[standing(viewer, facts)].includes(action);
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
