/** Who gets which HTTP status. `[meeting]` and `[recording]` are a case conference of the host's organisation, to which nobody else is invited. */
import type { Visitor } from './access.fixture.ts';

export interface AccessRow {
	method: 'GET' | 'POST';
	path: string;
	answers: Record<Visitor, number>;
}

/** Statuses in the order of `visitors`: nobody, stranger, member, host, clerk, admin. */
function row(method: AccessRow['method'], path: string, ...[nobody, stranger, member, host, clerk, admin]: [number, number, number, number, number, number]): AccessRow {
	return { method, path, answers: { nobody, stranger, member, host, clerk, admin } };
}
const NO_LINK = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** By the folder of the route. Links and secrets that nobody has are the same for everybody; what they open is tested in their modules. */
export const access: Record<string, AccessRow[]> = {
	'(portal)': [row('GET', '/', 303, 200, 200, 200, 200, 200)],
	'(portal)/admin': [row('GET', '/admin', 303, 403, 403, 403, 403, 200), row('POST', '/admin?/retention', 401, 422, 422, 422, 422, 422)],
	'(portal)/meetings': [row('GET', '/meetings', 303, 200, 200, 200, 200, 200)],
	'(portal)/meetings/[id]': [row('GET', '/meetings/[meeting]', 303, 404, 404, 200, 404, 404)],
	'(portal)/meetings/[id]/edit': [row('GET', '/meetings/[meeting]/edit', 303, 404, 404, 200, 404, 404)],
	'(portal)/meetings/[id]/join': [row('POST', '/meetings/[meeting]/join', 401, 404, 404, 200, 404, 404)],
	'(portal)/meetings/[id]/meeting.ics': [row('GET', '/meetings/[meeting]/meeting.ics', 303, 404, 404, 200, 404, 404)],
	// Drawn by the browser alone: everybody gets the empty shell, and what it is filled with is asked for at `join`.
	'(portal)/meetings/[id]/room': [row('GET', '/meetings/[meeting]/room', 303, 200, 200, 200, 200, 200)],
	'(portal)/meetings/calendar': [row('GET', '/meetings/calendar', 303, 200, 200, 200, 200, 200)],
	'(portal)/meetings/choices': [row('GET', '/meetings/choices?of=people&q=x', 303, 200, 200, 200, 200, 200)],
	'(portal)/meetings/new': [row('GET', '/meetings/new', 303, 200, 200, 200, 200, 200)],
	'(portal)/recordings': [row('GET', '/recordings', 303, 200, 200, 200, 200, 200)],
	'(portal)/recordings/[id]': [row('GET', '/recordings/[recording]', 303, 403, 403, 200, 200, 200)],
	'(portal)/recordings/[id]/download': [row('GET', '/recordings/[recording]/download', 303, 403, 403, 409, 409, 403)],
	'(portal)/recordings/[id]/download/[file]': [row('GET', '/recordings/[recording]/download/none', 303, 403, 403, 404, 404, 403)],
	'(portal)/recordings/[id]/package': [row('GET', '/recordings/[recording]/package', 303, 403, 403, 409, 409, 403)],
	'(portal)/recordings/[id]/play': [row('POST', '/recordings/[recording]/play', 401, 403, 403, 409, 409, 403)],
	'api/sfu/callback': [row('POST', '/api/sfu/callback', 401, 401, 401, 401, 401, 401)],
	'calendar/[token].ics': [row('GET', `/calendar/${NO_LINK}.ics`, 404, 404, 404, 404, 404, 404)],
	'join/[token]': [row('GET', `/join/${NO_LINK}`, 404, 404, 404, 404, 404, 404)],
	'join/[token]/room': [row('GET', `/join/${NO_LINK}/room`, 404, 404, 404, 404, 404, 404)],
	'join/[token]/ticket': [row('POST', `/join/${NO_LINK}/ticket`, 401, 401, 401, 401, 401, 401)],
	login: [row('GET', '/login', 200, 303, 303, 303, 303, 303)],
	logout: [row('GET', '/logout', 303, 303, 303, 303, 303, 303)],
	preferences: [row('GET', '/preferences', 303, 303, 303, 303, 303, 303)],
	'r/[token]': [row('GET', `/r/${NO_LINK}`, 404, 404, 404, 404, 404, 404)],
	'r/[token]/download': [row('GET', `/r/${NO_LINK}/download`, 404, 404, 404, 404, 404, 404)],
	'r/[token]/play': [row('POST', `/r/${NO_LINK}/play`, 404, 404, 404, 404, 404, 404)],
	'welcome/[token]': [row('GET', `/welcome/${NO_LINK}`, 410, 410, 410, 410, 410, 410)]
};
