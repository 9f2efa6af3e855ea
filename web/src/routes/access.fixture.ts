/** The portal as a real server on a port of its own, asked as a browser asks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a visitor gets: a status, or `login` when they are sent to sign in. */
export type Outcome = number | 'login';

export interface Ask {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
	path: string;
	form?: Record<string, string>;
	/** How the page's own script asks for a page's data, instead of the browser for the page. */
	data?: boolean;
	cookie: string | undefined;
}

export interface Portal {
	/** Follows no redirect. `text`: all that came, for looking whether it gives something away. */
	ask(request: Ask): Promise<{ outcome: Outcome; text: string }>;
	close(): Promise<void>;
}

export async function openPortal(): Promise<Portal> {
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const folder = mkdtempSync(join(tmpdir(), 'sal-access-'));
	const keyFile = join(folder, 'web.pem');
	writeFileSync(keyFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
	const sealKeyFile = join(folder, 'seal');
	writeFileSync(sealKeyFile, randomBytes(32).toString('base64url'), { mode: 0o600 });
	const server = spawn(process.execPath, [fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url)), 'dev', '--port', String(port), '--strictPort'], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: { ...process.env, VITEST: undefined, NODE_ENV: 'development', SAL_ORIGIN: origin, SAL_MODE: 'test', SAL_LOG_LEVEL: 'error', SAL_SFUS: 'sfu-1=http://127.0.0.1:9', SAL_WEB_KEY_FILE: keyFile, SAL_SEAL_KEY_FILE: sealKeyFile },
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let said = '';
	server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
	if (!(await untilAnswers(`${origin}/login`, server))) throw new Error(`the portal did not start: ${said}`);
	return {
		async ask({ method, path, form, data = false, cookie }) {
			const url = new URL(data ? dataPath(path) : path, origin);
			const headers = { accept: method === 'POST' ? 'application/json' : data ? '*/*' : 'text/html', origin, 'content-type': 'application/x-www-form-urlencoded', ...(cookie && { cookie }) };
			const response = await fetch(url, { method, headers, redirect: 'manual', ...(method !== 'GET' && method !== 'OPTIONS' && { body: new URLSearchParams(form).toString() }) });
			const text = await response.text();
			return { outcome: outcomeOf({ status: response.status, location: response.headers.get('location'), json: parse(text) }), text };
		},
		async close() {
			server.kill('SIGTERM');
			if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
			rmSync(folder, { recursive: true });
		}
	};
}

function dataPath(path: string): string {
	const url = new URL(path, 'http://localhost');
	return `${url.pathname === '/' ? '' : url.pathname}/__data.json${url.search}`;
}

interface Told {
	type?: string;
	status?: number;
	location?: string;
	nodes?: ({ type?: string; status?: number; error?: { status?: number } } | null)[];
}

/** SvelteKit tells its own script of redirects and of pages that failed to load inside an answer of status 200. */
function outcomeOf({ status, location, json }: { status: number; location: string | null; json: Told }): Outcome {
	const redirect = json.type === 'redirect' ? { status: json.status ?? 303, location: json.location ?? '' } : { status, location: location ?? '' };
	if (redirect.location.startsWith('/login')) return 'login';
	if (json.type === 'redirect') return redirect.status;
	const failed = json.nodes?.find((node) => node?.type === 'error');
	return failed ? (failed.status ?? failed.error?.status ?? 500) : status;
}

/** Streamed data is several lines, of which the first says what became of the page. */
function parse(text: string): Told {
	try {
		const value: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
		return typeof value === 'object' && value !== null ? value : {};
	} catch {
		return {};
	}
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0);
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}

async function untilAnswers(url: string, server: ReturnType<typeof spawn>): Promise<boolean> {
	while (server.exitCode === null) {
		const up = await fetch(url).then(
			(response) => response.ok,
			() => false
		);
		if (up) return true;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return false;
}
