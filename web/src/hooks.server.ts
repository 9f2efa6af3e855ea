import { withActor, withIdentity, type Database } from '@sal/db';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { sequence, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit/hooks';
import { m } from '#lib/paraglide/messages.js';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { audit } from '#lib/server/audit.ts';
import { actorOf } from '#lib/server/auth.ts';
import { withStore } from '#lib/server/content-security.ts';
import { failureOf } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { noteRefusal, watchRefusals } from '#lib/server/refused.ts';
import { seen, SEEN_EVERY } from '#lib/server/sign-in/session.ts';

export const init: ServerInit = () => {
	// A missing variable stops the start with one sentence, instead of the first visitor.
	portal();
};

const identify: Handle = async ({ event, resolve }) => {
	const { auth, db, config, log } = portal();
	const started = performance.now();
	const { locals, cookies } = event;
	locals.requestId = crypto.randomUUID().slice(0, 13);
	const theme = cookies.get('sal_theme');
	locals.theme = theme === 'light' || theme === 'dark' ? theme : 'system';
	locals.sessionId = cookies.get(auth.cookieName);
	const signedIn = locals.sessionId ? await auth.validate(locals.sessionId) : undefined;
	if (signedIn?.cookie) cookies.set(signedIn.cookie.name, signedIn.cookie.value, signedIn.cookie.attributes);
	const demand = signedIn?.demand ?? 'none';
	locals.user = demand === 'none' ? signedIn?.user : undefined;
	locals.held = signedIn && demand !== 'none' ? { id: signedIn.user.id, name: signedIn.user.name, email: signedIn.user.email, demand } : undefined;
	locals.sessionHandle = signedIn?.handle;
	locals.provedAt = signedIn?.provedAt ?? null;
	locals.idleMinutes = signedIn?.idleMinutes ?? null;
	locals.seenAt = signedIn?.lastSeenAt;
	locals.actor = actorOf(signedIn);
	locals.origin = { requestId: locals.requestId, address: event.getClientAddress(), userAgent: event.request.headers.get('user-agent') ?? undefined };
	locals.tx = (fn) => withActor(db, locals.actor, fn, locals.origin);

	if (locals.user && locals.sessionId && signedIn && isVisit(event)) locals.seenAt = await noteVisit(db, { sessionId: locals.sessionId, lastSeenAt: signedIn.lastSeenAt });

	const { answer: response, refused } = await watchRefusals(() => resolve(event));
	if (refused && locals.user) await writeRefusal(event);
	response.headers.set('x-request-id', locals.requestId);
	const policy = response.headers.get('content-security-policy');
	if (policy) response.headers.set('content-security-policy', withStore(policy, config.storeOrigin));
	response.headers.set('x-content-type-options', 'nosniff');
	response.headers.set('referrer-policy', 'same-origin');
	response.headers.set('cross-origin-opener-policy', 'same-origin');
	response.headers.set('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self), geolocation=()');
	if (config.origin.startsWith('https:')) response.headers.set('strict-transport-security', 'max-age=31536000');
	// What a signed-in person saw must not come back from a cache after signing out.
	if (locals.user && !response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	// When a secret ballot came is written down nowhere.
	if (event.route.id !== '/ballot/[vote]') log.info({ id: locals.requestId, method: event.request.method, route: event.route.id, status: response.status, ms: Math.round(performance.now() - started) });
	return response;
};

/**
 * A page was opened or a form sent: what scripts fetch in the background is no sign that somebody is there. Where the screen locks, neither are data
 * of pages, which keep themselves up to date: there the browser says when it is touched (`/unlock/state`).
 */
const isVisit = ({ request, isDataRequest, locals }: RequestEvent): boolean => (isDataRequest && locals.idleMinutes === null) || request.method === 'POST' || (request.headers.get('accept')?.includes('text/html') ?? false);

/** Answers with when somebody was last there. */
async function noteVisit(db: Database, { sessionId, lastSeenAt }: { sessionId: string; lastSeenAt: Date }): Promise<Date> {
	const now = new Date();
	if (now.getTime() - lastSeenAt.getTime() < SEEN_EVERY) return lastSeenAt;
	await withIdentity(db, (tx) => seen(tx, sessionId, now));
	return now;
}

/** Where somebody shows what their session still owes. */
const AT = { 'locked': '/unlock', 'second-factor': '/login/second-factor', 'method': '/login/closed' } as const;

/** An attempt at what is not allowed, in a transaction of its own: the act's was rolled back. */
async function writeRefusal({ locals, route, request }: RequestEvent): Promise<void> {
	await locals
		.tx((tx) => audit(tx, { action: 'request.refused', outcome: 'refused', object: { kind: 'route', id: route.id ?? '?' }, detail: { method: request.method } }))
		.catch((error: unknown) => portal().log.error({ id: locals.requestId, err: error }, 'a refusal could not be written into the log'));
}

/** Everything below (portal) needs an account: here and not in a layout, because layouts guard neither actions nor endpoints. */
const guard: Handle = async ({ event, resolve }) => {
	if (!event.route.id?.startsWith('/(portal)') || event.locals.user) return resolve(event);
	if (event.request.method === 'GET' && (event.isDataRequest || event.request.headers.get('accept')?.includes('text/html'))) {
		const at = event.locals.held ? AT[event.locals.held.demand] : '/login';
		redirect(303, `${at}?next=${encodeURIComponent(event.url.pathname + event.url.search)}`);
	}
	return Response.json({ code: 'sign-in-needed', message: m.portal_error_sign_in_needed() }, { status: 401 });
};

const speak: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ locale }) => {
		event.locals.locale = locale;
		return resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', locale).replace('%theme%', event.locals.theme) });
	});

export const handle = sequence(identify, speak, guard);

export const handleError: HandleServerError = ({ kind, error, event }) => {
	const failure = failureOf(error);
	if (failure?.code === 'forbidden') noteRefusal();
	if (failure) return failure;
	if (kind === 'framework' && error.status === 404) return { status: 404, message: m.portal_error_not_found() };
	if (kind !== 'unknown') return { status: error.status, message: error.message };
	const id = event.locals.requestId;
	portal().log.error({ id, route: event.route.id, err: error });
	return { status: 500, message: m.portal_error_unknown(), id };
};
