import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { certificateNames, localCertificate, trustAdvice } from './tls.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sal-tls-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const origin = 'https://sal.example.cz:3000';

test('whoever trusts the authority reaches the server under each of its names, and nobody else does', async () => {
	const { cert, key, authority } = await localCertificate({ folder, origin });
	const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_req, res) => res.end('safe'));
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	const read = (name: string, ca?: Buffer) =>
		new Promise<string>((done, fail) => {
			get({ host: '127.0.0.1', port, servername: name, ca, headers: { host: name }, agent: false }, (res) => res.setEncoding('utf8').on('data', done)).on('error', fail);
		});
	for (const name of ['sal.example.cz', 'localhost', hostname()]) expect(await read(name, readFileSync(authority)), name).toBe('safe');
	await expect(read('evil.test', readFileSync(authority))).rejects.toThrow(/altnames/);
	await expect(read('localhost')).rejects.toThrow(/certificate/);
	await new Promise((done) => server.close(done));
});

test('the certificate is kept while it fits, and made anew for another name; the authority stays', async () => {
	const first = await localCertificate({ folder, origin });
	const [cert, authority] = [readFileSync(first.cert, 'utf8'), readFileSync(first.authority, 'utf8')];
	await localCertificate({ folder, origin });
	expect(readFileSync(first.cert, 'utf8')).toBe(cert);
	await localCertificate({ folder, origin: 'https://jednani.example.cz' });
	expect(readFileSync(first.cert, 'utf8')).not.toBe(cert);
	expect(readFileSync(first.authority, 'utf8')).toBe(authority);
	expect(statSync(folder).mode & 0o077).toBe(0);
});

test('names cover the origin and this machine; the advice names the authority', () => {
	expect(certificateNames(origin)).toEqual(expect.arrayContaining(['DNS:sal.example.cz', `DNS:${hostname()}`, 'DNS:localhost', 'IP:127.0.0.1']));
	expect(certificateNames('https://[::1]:3000')[0]).toBe('IP:::1');
	expect(trustAdvice('/data/authority.pem')).toContain('/data/authority.pem');
});
