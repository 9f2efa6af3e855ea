import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { ControlDesk } from './control.ts';
import type { Metrics } from './metrics.ts';

/** How a council's session stands is the largest that the portal sends, in bytes. */
const MOST_BODY = 1024 * 1024;

export interface RoutesOptions {
	control: ControlDesk;
	metrics: Metrics;
	/** Null: take me; otherwise why not. */
	unready: () => string | null;
	log: Logger;
}

/** Everything on the sfu's loopback port that is not a socket. */
export function routes(options: RoutesOptions): RequestListener {
	return (request, response) => {
		answer(options, request, response).catch((error: unknown) => {
			options.log.error({ err: error, url: request.url }, 'a request failed');
			if (!response.headersSent) send(response, 500, { code: 'internal' });
		});
	};
}

async function answer({ control, metrics, unready }: RoutesOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const route = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
	switch (route) {
		case 'GET /health':
			return send(response, 200, { ok: true });
		case 'GET /ready': {
			const reason = unready();
			return send(response, reason === null ? 200 : 503, reason === null ? { ok: true } : { ok: false, reason });
		}
		case 'GET /metrics': {
			const text = await metrics.text();
			response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
			return;
		}
		case 'POST /control': {
			const body = await read(request);
			if (body === null) return send(response, 413, { code: 'too-large' });
			const { status, body: result } = await control.handle(body);
			return send(response, status, result);
		}
		default:
			return send(response, 404, { code: 'not-found' });
	}
}

async function read(request: IncomingMessage): Promise<string | null> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > MOST_BODY) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
