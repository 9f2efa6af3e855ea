import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { SegmentMemory } from './segment-memory.ts';

const PREFIX = '/live/';
/** A session's folder and one of the stream's public files; nothing else that lies there is anybody's business. */
const FILE = /^\/live\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/((?:index|video|captions)\.m3u8|[0-9a-f]{8}-\d{1,9}\.(?:ts|vtt))$/;
const TYPES: Record<string, string> = { '.m3u8': 'application/vnd.apple.mpegurl', '.ts': 'video/mp2t', '.vtt': 'text/vtt; charset=utf-8' };
/** A playlist may be this old (s), in any cache on the way; a segment never changes. */
const PLAYLIST_AGE = 1;
/** Of segments that are kept at hand, in bytes: a minute of one stream is 18 MB. */
const MEMORY = 64 << 20;

/**
 * `/live/<meeting>/…` → the public stream's files (HTTP Live Streaming). Plain answers without cookies, the same for everybody and readable from
 * every origin, so that any web cache before the portal carries as many viewers as it likes.
 */
export function liveFiles({ folder }: { folder: string }) {
	const memory = new SegmentMemory({ mostBytes: MEMORY });
	return {
		matches: (url: string): boolean => url.startsWith(PREFIX),
		async request(req: IncomingMessage, res: ServerResponse): Promise<void> {
			res.setHeader('access-control-allow-origin', '*');
			res.setHeader('cross-origin-resource-policy', 'cross-origin');
			const [path = ''] = (req.url ?? '').split('?');
			const [, session, name] = FILE.exec(path) ?? [];
			if (session === undefined || name === undefined) return notThere(res);
			if (req.method !== 'GET' && req.method !== 'HEAD') {
				res.writeHead(405, { allow: 'GET, HEAD' }).end();
				return;
			}
			const type = extname(name);
			const file = join(folder, session, name);
			const bytes = await (type === '.ts' ? memory.read(file, Date.now()) : readFile(file)).catch(() => null);
			if (bytes === null) return notThere(res);
			res.writeHead(200, {
				'content-type': TYPES[type] ?? 'application/octet-stream',
				'content-length': bytes.length,
				'cache-control': type === '.m3u8' ? `public, max-age=${PLAYLIST_AGE}` : 'public, max-age=31536000, immutable'
			});
			res.end(req.method === 'HEAD' ? undefined : bytes);
		}
	};
}

/** It may be there in a moment: a stream begins with its first segments. */
function notThere(res: ServerResponse): void {
	res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': `public, max-age=${PLAYLIST_AGE}` }).end('404\n');
}
