import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import { clientAddress, withoutHeaders } from './headers.ts';
import { unavailable } from './unavailable.ts';

/** Exactly the socket's path: with dots in it the proxy would resolve it and reach the media server's control and metrics. */
const ROUTE = /^\/sfu\/([\w-]{1,64})(\/socket\.io\/(?:\?.*)?)$/;

export interface MediaProxy {
	/** Is this the address of a media server's socket? */
	matches(url: string): boolean;
	request(req: IncomingMessage, res: ServerResponse): void;
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * `/sfu/<id>/socket.io/…` → that media server's `/socket.io/…`. A media server has no business with the portal's cookies, so they are
 * taken off; a page of another origin is refused before anything is forwarded.
 */
export function mediaProxy({ sfus, origin, addressHeader }: { sfus: ReadonlyMap<string, string>; origin: URL; addressHeader?: string }): MediaProxy {
	const proxy = createProxyServer({ changeOrigin: true, connectTimeout: 5000 });
	// A client that vanishes while it is being written to. Unheard, the error would end the front, and with it everybody's line.
	proxy.on('error', () => undefined);

	/** The media server's address, with the request made fit for it; or the status to refuse with. */
	const prepare = (req: IncomingMessage): string | 403 | 404 => {
		const [, id = '', rest] = ROUTE.exec(req.url ?? '') ?? [];
		const target = sfus.get(id);
		if (!target || !rest) return 404;
		// Programs send no Origin; browsers always do, and cannot forge it. The media server asks for a signed token in any case.
		if (req.headers.origin !== undefined && req.headers.origin !== origin.origin) return 403;
		req.url = rest;
		const address = clientAddress(req, addressHeader);
		req.headers = { ...withoutHeaders(req.headers, (name) => name === 'cookie' || name === 'forwarded' || name.startsWith('x-forwarded-')), 'x-forwarded-for': address };
		return target;
	};

	return {
		matches: (url) => url.startsWith('/sfu/'),
		request(req, res) {
			const target = prepare(req);
			if (typeof target === 'number') {
				res.writeHead(target).end();
				return;
			}
			proxy.web(req, res, { target }, () => unavailable(res, 503));
		},
		upgrade(req, socket, head) {
			const target = prepare(req);
			const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
			if (typeof target === 'number') {
				refuse(target === 403 ? '403 Forbidden' : '404 Not Found');
				return;
			}
			socket.on('error', () => socket.destroy());
			proxy.ws(req, socket, head, { target }, () => refuse('503 Service Unavailable'));
		}
	};
}
