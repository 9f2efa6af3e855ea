import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** On every answer of the one origin; the portal adds its Content-Security-Policy to pages. */
export function securityHeaders(res: ServerResponse, { secure }: { secure: boolean }): void {
	res.setHeader('x-content-type-options', 'nosniff');
	res.setHeader('referrer-policy', 'same-origin');
	res.setHeader('x-frame-options', 'DENY');
	res.setHeader('cross-origin-opener-policy', 'same-origin');
	res.setHeader('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), speaker-selection=(self), geolocation=()');
	if (secure) res.setHeader('strict-transport-security', 'max-age=31536000');
}

/** Headers by which the portal learns its own address: set by us alone, whatever the client has sent. */
export function originHeaders(req: IncomingMessage, origin: URL): void {
	req.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
	req.headers['x-forwarded-host'] = origin.host;
}

/**
 * A form that another server posts (OpenID Connect Back-Channel Logout 1.0 §2.5) has no Origin, which the framework takes for forgery. Without
 * cookies there is nothing to forge: what it carries is signed. Under a type that no form of a browser has, it passes. So does a directory's
 * request without a body and so without a type (SCIM's DELETE), which carries a bearer token.
 */
export function fromServer(req: IncomingMessage, contentType: string): void {
	delete req.headers.cookie;
	req.headers['content-type'] = contentType;
}

/** Types of bodies that a form of a browser has; the framework takes them for forgery when they come without an Origin. */
const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain|)(?:$|[; ])/i;

/** Equipment of a hall carries a bearer token and no cookies: whatever type its body claims, the page that answers says what is wrong with it. */
export function fromDevice(req: IncomingMessage): void {
	delete req.headers.cookie;
	if (FORMS.test(req.headers['content-type'] ?? '')) req.headers['content-type'] = 'application/octet-stream';
}

/**
 * Was this request sent to our address? Another name for this machine (an IP address, a name somebody has bound to it) would break
 * sign-in, because browsers keep cookies per name.
 */
export const addressedToUs = (req: IncomingMessage, origin: URL): boolean => req.headers.host?.toLowerCase() === origin.host;

/** The client's address: the connection's, or what a trusted proxy before us says (the last entry is its own, the others anybody's). */
export function clientAddress(req: IncomingMessage, header: string | undefined): string {
	const told = header === undefined ? undefined : String(req.headers[header] ?? '').split(',').at(-1)?.trim();
	return told || (req.socket.remoteAddress ?? '');
}

/** Headers without those whose (lower-case) name the test picks. */
export const withoutHeaders = (headers: IncomingHttpHeaders, drop: (name: string) => boolean): IncomingHttpHeaders => Object.fromEntries(Object.entries(headers).filter(([name]) => !drop(name)));
