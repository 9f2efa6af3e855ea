import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { FrontConfig } from './config.ts';
import { addressedToUs, fromDevice, fromServer, originHeaders, securityHeaders } from './headers.ts';
import { liveFiles } from './live-files.ts';
import { mediaProxy } from './media-proxy.ts';
import { objectProxy } from './object-proxy.ts';
import { unavailable } from './unavailable.ts';

/** Renders the portal: adapter-node's handler. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => void;

/** Where the media servers' signed callbacks arrive. They name this machine by its address, not by the public name. */
const CALLBACK = '/api/sfu/callback';
/** Where identity providers say that somebody has signed out. */
const BACKCHANNEL = '/api/oidc/backchannel/';
const DIRECTORIES = '/scim/v2/';
/** Encoders and wall screens (WHIP, WHEP). */
const EQUIPMENT = /^\/wh(?:ip|ep)\//;
/** Milliseconds that answers under way are given when the front closes. */
const FAREWELL = 5000;

const BEHIND_A_PROXY =
	'a request came with X-Forwarded-For, but SAL_ADDRESS_HEADER is not set: if a proxy stands before the portal, everybody has its address, and limits of sign-in and guests hold for all of them together. Set SAL_ADDRESS_HEADER=x-forwarded-for, unless the portal is reached directly too.';

export interface Front {
	/** Opens the public port and the internal one. Rejects when a port is taken. */
	listen(): Promise<void>;
	/** Ends open connections after a moment; may be called twice. */
	close(): Promise<void>;
	/** The public server, for its address. */
	readonly server: Server;
}

/** The one origin: pages, the media servers' sockets, the object store's signed addresses and the public streams behind one port. */
export function createFront({ config, pages, warn = console.warn }: { config: FrontConfig; pages: Pages; warn?: (sentence: string) => void }): Front {
	const { origin, sfus, addressHeader } = config;
	const secure = origin.protocol === 'https:';
	const media = mediaProxy({ sfus, origin, addressHeader });
	const objects = config.s3 ? objectProxy({ endpoint: config.s3 }) : undefined;
	const live = config.live ? liveFiles({ folder: config.live }) : undefined;
	const upgraded = new Set<Duplex>();

	let warned = addressHeader !== undefined;
	const noticeProxy = (req: IncomingMessage): void => {
		if (warned || req.headers['x-forwarded-for'] === undefined) return;
		warned = true;
		warn(BEHIND_A_PROXY);
	};
	const common = (req: IncomingMessage, res: ServerResponse): boolean => {
		securityHeaders(res, { secure });
		if (req.url !== '/health') return false;
		res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end('{"status":"ok"}\n');
		return true;
	};
	const toPages = (req: IncomingMessage, res: ServerResponse) => {
		originHeaders(req, origin);
		pages(req, res);
	};
	const publicRequest: RequestListener = (req, res) => {
		if (common(req, res)) return;
		noticeProxy(req);
		const url = req.url ?? '/';
		if (url === CALLBACK) return toPages(req, res);
		// Before the question of the name: a web cache may ask by its own.
		if (live?.matches(url)) return void live.request(req, res).catch(() => unavailable(res, 503));
		if (!addressedToUs(req, origin)) return elsewhere(req, res, origin);
		if (media.matches(url)) return media.request(req, res);
		if (objects?.matches(url)) return objects.request(req, res);
		if (url.startsWith(BACKCHANNEL)) fromServer(req, 'application/x-logout-token');
		if (url.startsWith(DIRECTORIES)) fromServer(req, 'application/scim+json');
		if (EQUIPMENT.test(url)) fromDevice(req);
		toPages(req, res);
	};
	const internalRequest: RequestListener = (req, res) => {
		if (common(req, res)) return;
		if (req.url === CALLBACK) return toPages(req, res);
		res.writeHead(404).end();
	};

	// A file of 100 MB must come through a line of 1 Mbit/s.
	const limits = { headersTimeout: 20_000, requestTimeout: 900_000, keepAliveTimeout: 65_000 };
	const server = config.tls ? createTlsServer({ ...limits, ...config.tls, minVersion: 'TLSv1.2' }, publicRequest) : createServer(limits, publicRequest);
	const internal = config.internalPort === undefined ? undefined : createServer(limits, internalRequest);
	server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
		upgraded.add(socket);
		socket.once('close', () => upgraded.delete(socket));
		if (media.matches(req.url ?? '') && addressedToUs(req, origin)) return media.upgrade(req, socket, head);
		socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
	});

	async function close(): Promise<void> {
		const servers = internal ? [server, internal] : [server];
		const closed = servers.map((one) => new Promise<void>((done) => one.close(() => done())));
		for (const one of servers) one.closeIdleConnections();
		for (const socket of upgraded) socket.destroy();
		const farewell = setTimeout(() => servers.forEach((one) => one.closeAllConnections()), FAREWELL);
		await Promise.all(closed);
		clearTimeout(farewell);
	}
	let closing: Promise<void> | undefined;
	return {
		server,
		async listen() {
			await listen(server, config.port, config.host);
			if (internal) await listen(internal, config.internalPort ?? 0, '127.0.0.1');
		},
		close: () => (closing ??= close())
	};
}

/** Sends a reader who used another name of this machine to the right one; anything but reading is refused, because its body is for nobody here. */
function elsewhere(req: IncomingMessage, res: ServerResponse, origin: URL): void {
	const reading = (req.method === 'GET' || req.method === 'HEAD') && req.url?.startsWith('/');
	// Joined as text: resolved as an address, "//elsewhere" would lead there.
	if (reading) res.writeHead(307, { location: origin.origin + req.url, 'cache-control': 'no-store' }).end();
	else res.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end(`Tato adresa je ${origin.origin} · This address is ${origin.origin}\n`);
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
	new Promise((done, fail) => {
		server.once('error', fail);
		server.listen(port, host, () => {
			server.off('error', fail);
			done();
		});
	});
