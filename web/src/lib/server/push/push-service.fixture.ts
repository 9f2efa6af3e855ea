/** A small push service and the browser behind it: takes what the portal sends (RFC 8030), checks its signature (RFC 8292), decrypts it (RFC 8291). */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The browser of RFC 8291, Appendix A. */
export const browser = { privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' };

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

/** One record of `aes128gcm` (RFC 8188), with keys as RFC 8291 §3.4 derives them. @throws {Error} when it was not encrypted for this browser */
export function decrypt(message: Buffer): string {
	const salt = message.subarray(0, 16);
	const sender = message.subarray(21, 21 + message.readUInt8(20));
	const sealed = message.subarray(21 + sender.length);
	const pair = createECDH('prime256v1');
	pair.setPrivateKey(bytes(browser.privateKey));
	const info = Buffer.concat([Buffer.from('WebPush: info\0'), bytes(browser.p256dh), sender]);
	const material = Buffer.from(hkdfSync('sha256', pair.computeSecret(sender), bytes(browser.auth), info, 32));
	const derive = (what: string, length: number) => Buffer.from(hkdfSync('sha256', material, salt, Buffer.from(`Content-Encoding: ${what}\0`), length));
	const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
	decipher.setAuthTag(sealed.subarray(-16));
	const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
	// After the text a 2 and any number of zeros: the last record.
	return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}

/** What a signature says, once it has been checked with the key that came along. @throws {Error} when it does not fit */
function verified(authorization: string): { aud: string; exp: number; sub: string; key: string } {
	const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
	const [head = '', claims = '', signature = ''] = token.split('.');
	const point = bytes(key);
	const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } });
	if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature))) throw new Error('the signature is wrong');
	return { ...(JSON.parse(bytes(claims).toString('utf8')) as { aud: string; exp: number; sub: string }), key };
}

export interface Arrived {
	path: string;
	headers: IncomingMessage['headers'];
	signed: ReturnType<typeof verified>;
	payload: unknown;
}

export interface PushService {
	origin: string;
	arrived: Arrived[];
	/** What it answers for paths that begin so; 201 for all others. */
	answers: Map<string, number>;
	close(): Promise<void>;
}

export async function openPushService(): Promise<PushService> {
	const arrived: Arrived[] = [];
	const answers = new Map<string, number>();
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const path = request.url ?? '';
			const status = [...answers].find(([prefix]) => path.startsWith(prefix))?.[1] ?? 201;
			if (status === 201) arrived.push({ path, headers: request.headers, signed: verified(request.headers.authorization ?? ''), payload: JSON.parse(decrypt(Buffer.concat(parts))) });
			response.writeHead(status, status === 301 ? { location: '/elsewhere' } : {}).end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		arrived,
		answers,
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		}
	};
}
