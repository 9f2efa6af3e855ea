import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { auditExport } from '@sal/db';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLog } from '#lib/server/log.ts';
import { localCertificate, type Certificate } from '../../launch/supervise/tls.ts';
import { linkAll } from './chainer.ts';
import { handOver, startHandingOver } from './hand-over.ts';
import { makeLog, type TestLog } from './log.fixture.ts';

let log: TestLog;
let folder: string;
let certificate: Certificate;
let ca: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sal-syslog-'));
	certificate = await localCertificate({ folder, origin: 'https://localhost' });
	ca = await readFile(certificate.authority, 'utf8');
	log = await makeLog();
});
afterAll(async () => {
	await log.close();
	await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
	await log.owner.db.delete(auditExport);
});

/** A syslog server: reads frames by their length (RFC 5425) and keeps the messages. */
async function listen(port = 0): Promise<{ server: Server; port: number; messages: string[]; close(): Promise<void> }> {
	const messages: string[] = [];
	const server = createServer({ cert: await readFile(certificate.cert), key: await readFile(certificate.key) }, (socket) => {
		let bytes = Buffer.alloc(0);
		// A client that does not trust us breaks off.
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => {
			bytes = Buffer.concat([bytes, chunk]);
			for (;;) {
				const space = bytes.indexOf(' ');
				const length = Number(bytes.toString('utf8', 0, space));
				if (space < 0 || bytes.length < space + 1 + length) return;
				messages.push(bytes.toString('utf8', space + 1, space + 1 + length));
				bytes = bytes.subarray(space + 1 + length);
			}
		});
	});
	server.on('tlsClientError', () => undefined);
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		server,
		port: (server.address() as AddressInfo).port,
		messages,
		async close() {
			server.close();
			await once(server, 'close');
		}
	};
}

const silent = createLog({ level: 'silent', name: 'test' });
const numbers = (messages: string[]): number[] => messages.map((message) => Number(/ cn1=(\d+) /.exec(message)?.[1]));

it('hands every entry over, in the order of the chain, and goes on where it stopped', async () => {
	const syslog = await listen();
	const task = { db: log.app.db, server: { host: 'localhost', port: syslog.port, ca }, host: 'portal' };
	await log.write({ action: 'test.first' }, {});
	await linkAll(log.app.db);
	expect(await handOver(task)).toBe(2);
	expect(syslog.messages[0]).toContain('CEF:0|Sal|Portal|1|test.first|');
	expect(syslog.messages[0]).toContain('suser=Jana Nováková src=10.0.0.9');
	await log.write({});
	await linkAll(log.app.db);
	// The entry which says that the handing over has begun, and the new one.
	expect(await handOver(task)).toBe(2);
	expect(numbers(syslog.messages)).toEqual([1, 2, 3, 4]);
	expect(syslog.messages.filter((message) => message.includes('|log.sent|'))).toHaveLength(1);
	expect(await handOver(task)).toBe(0);
	await syslog.close();
});

it('leaves nothing out when the server was away', async () => {
	const first = await listen();
	const { port } = first;
	await first.close();
	await log.write({ action: 'test.outage' });
	await linkAll(log.app.db);
	const handing = startHandingOver({ db: log.app.db, server: { host: 'localhost', port, ca }, host: 'portal', log: silent, every: 20 });
	await expect.poll(async () => (await log.owner.db.select({ error: auditExport.error }).from(auditExport))[0]?.error ?? '', { timeout: 20_000 }).not.toBe('');
	const back = await listen(port);
	await expect.poll(() => back.messages.some((message) => message.includes('|test.outage|')), { timeout: 20_000 }).toBe(true);
	await handing.stop();
	expect(numbers(back.messages)).toEqual(numbers(back.messages).toSorted((a, b) => a - b));
	expect(numbers(back.messages)[0]).toBe(1);
	await back.close();
});

it('tells nothing to a server that nobody vouches for', async () => {
	const syslog = await listen();
	await expect(handOver({ db: log.app.db, server: { host: 'localhost', port: syslog.port }, host: 'portal' })).rejects.toThrow();
	expect(syslog.messages).toEqual([]);
	await syslog.close();
});
