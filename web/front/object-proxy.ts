import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { withoutHeaders } from './headers.ts';
import { unavailable } from './unavailable.ts';

const PREFIX = '/s3/';
/** What a browser may bring in one piece, in bytes; what uses it (materials of councils) has a lower bound of its own. */
const MOST_BROUGHT = 512 * 1024 * 1024;
/** What a reader's browser tells the portal is none of the store's business; its signature is in the address. */
const PRIVATE = new Set(['cookie', 'authorization', 'origin', 'referer']);
const HIDDEN = new Set(['connection', 'server', 'x-xss-protection', 'content-security-policy', 'strict-transport-security', 'x-content-type-options', 'vary', 'set-cookie']);

/**
 * `/s3/<bucket>/<key>?X-Amz-…` → the object store, streamed both ways. The signature covers Host and path as the store knows them, so
 * the prefix goes and Host is the store's own. Only presigned requests pass, to read an object or to put one whose length is told before: whoever has no signature learns nothing, not even
 * that a bucket exists.
 */
export function objectProxy({ endpoint }: { endpoint: string }) {
	// Each request has a connection of its own: a kept one that the store has closed meanwhile would fail the next reader.
	const proxy = createProxyServer({ target: endpoint, changeOrigin: true, connectTimeout: 5000 });
	proxy.on('proxyRes', (answer, _req, res) => {
		// The store's own view of the web (its server name, its frame rules) is not ours to pass on.
		answer.headers = withoutHeaders(answer.headers, (name) => HIDDEN.has(name));
		// A store that dies in the middle must not look like a file that ends there.
		answer.on('error', () => res.destroy());
	});
	return {
		matches: (url: string): boolean => url.startsWith(PREFIX),
		request(req: IncomingMessage, res: ServerResponse): void {
			const url = new URL(req.url ?? '/', 'http://front');
			const reading = req.method === 'GET' || req.method === 'HEAD';
			if (!(reading || isBringing(req)) || !isObject(req.url ?? '', url) || !url.searchParams.has('X-Amz-Signature')) {
				res.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end('403\n');
				return;
			}
			req.url = (req.url ?? '/').slice(PREFIX.length - 1);
			req.headers = withoutHeaders(req.headers, (name) => PRIVATE.has(name));
			// A cached presigned answer would outlive its signature.
			res.setHeader('cache-control', 'private, no-store');
			// On our origin, but never a page of ours: whatever type an object claims, nothing in it runs.
			res.setHeader('content-security-policy', "default-src 'none'; sandbox");
			proxy.web(req, res, {}, () => unavailable(res, 503));
		}
	};
}

/** Does this put one object, of a length that is told and not too great? */
function isBringing({ method, headers }: IncomingMessage): boolean {
	const length = headers['content-length'];
	return method === 'PUT' && length !== undefined && Number(length) <= MOST_BROUGHT;
}

/** An object's address, spelt without detours; `minio/` is the store's own administration. */
const isObject = (raw: string, { pathname }: URL): boolean => raw.split('?')[0] === pathname && !pathname.startsWith(`${PREFIX}minio/`);
