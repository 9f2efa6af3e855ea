import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { delayAfter, nextAttempts } from './backoff.ts';
import { supervise, type Child, type Program } from './child.ts';
import { choosePorts } from './ports.ts';
import { alive, identify, noted, notePid } from './process-identity.ts';
import { keptKeyPair, keptSecret, readablePassword } from './secrets.ts';
import { readSettings } from './settings.ts';
import { takeOver } from './stale.ts';

let folder: string;
const children: Child[] = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sal-supervise-'));
});
afterEach(async () => {
	await Promise.all(children.splice(0).map((child) => child.stop()));
	rmSync(folder, { recursive: true, force: true });
});

const program = (script: string, patience = 5000): Program => {
	const file = join(folder, 'probe.cjs');
	writeFileSync(file, script);
	return { name: 'probe', command: process.execPath, args: [file], env: { PATH: process.env.PATH }, patience };
};
const run = (it: Program): Child => {
	const child = supervise(it, { logs: folder, run: folder, changed: () => undefined });
	children.push(child);
	return child;
};
const said = (text: string) => vi.waitFor(() => expect(readFileSync(join(folder, 'probe.log'), 'utf8')).toContain(text), { timeout: 10_000 });
const STAY = 'setInterval(() => {}, 1000);';

test('restarts come later each time, and at once again after a long life', () => {
	let attempts = 0;
	const delays = [10, 10, 10, 10, 10, 10, 10, 25_000].map((ranFor) => delayAfter((attempts = nextAttempts(attempts, ranFor))));
	expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 200]);
});

describe('a supervised program', () => {
	test('that is killed is started again, and what it had started is ended', async () => {
		const child = run(program(`const inner = require('node:child_process').spawn('sleep', ['600']); console.log('inner ' + inner.pid + ' of ' + process.pid); ${STAY}`));
		await said('inner ');
		const first = child.pid ?? 0;
		const inner = identify(Number(/inner (\d+)/.exec(readFileSync(join(folder, 'probe.log'), 'utf8'))?.[1]));
		if (!inner) return expect.unreachable('the inner program did not start');
		process.kill(first, 'SIGKILL');
		await vi.waitFor(() => expect(child.pid).not.toBeOneOf([undefined, first]), { timeout: 5000 });
		await vi.waitFor(() => expect(alive(inner)).toBe(false), { timeout: 5000 });
		await said('probe ended: by SIGKILL');
	});

	test('ends when told, and stays ended', async () => {
		const child = run(program(`process.on('SIGTERM', () => { console.log('tidied up'); process.exit(0); }); console.log('runs'); ${STAY}`));
		await said('runs');
		await Promise.all([child.stop(), child.stop()]);
		expect(child.pid).toBeUndefined();
		expect(readFileSync(child.log, 'utf8')).toContain('tidied up');
		expect(noted(join(folder, 'probe.pid'))).toBeUndefined();
	});

	test('that does not listen is ended by force', async () => {
		const child = run(program(`process.on('SIGTERM', () => {}); console.log('runs'); ${STAY}`, 200));
		await said('runs');
		await child.stop();
		await said('probe ended: by SIGKILL');
	});

	test('that cannot be found is tried again, not thrown', async () => {
		const child = run({ ...program(''), command: join(folder, 'no-such-program') });
		await vi.waitFor(() => expect(child.attempts).toBeGreaterThan(1), { timeout: 5000 });
	});

	test('keeps its log private', async () => {
		run(program(`console.log('runs'); ${STAY}`));
		await said('runs');
		expect(statSync(join(folder, 'probe.log')).mode & 0o077).toBe(0);
	});
});

describe('what a launcher that was killed has left', () => {
	test('is ended', async () => {
		const child = run(program(STAY));
		const identity = identify(child.pid ?? 0);
		if (!identity) return expect.unreachable('it does not run');
		// The note is written under another name, so that ending it is not mistaken for a crash of the supervised one.
		const stray = join(folder, 'stray');
		writeFileSync(stray, '');
		notePid(join(folder, 'stray.pid'), identity.pid);
		expect(await takeOver(folder)).toContain('stray');
		expect(alive(identity)).toBe(false);
	});

	test('a number that belongs to another process by now is left alone', async () => {
		writeFileSync(join(folder, 'web.pid'), JSON.stringify({ pid: process.pid, began: '1' }));
		expect(await takeOver(folder)).toEqual([]);
	});

	test('a launcher that still runs keeps its folder', async () => {
		const child = run(program(STAY));
		notePid(join(folder, 'launcher.pid'), child.pid ?? 0);
		await expect(takeOver(folder)).rejects.toThrow(/already runs from this data folder/);
	});
});

describe('ports', () => {
	const wishes = [{ name: 'a', count: 1, host: '127.0.0.1', udp: false }, { name: 'rtc', count: 3, host: '127.0.0.1', udp: true }];

	test('are remembered, and replaced when somebody has taken them, unless the operator has fixed them', async () => {
		const file = join(folder, 'ports.json');
		const first = await choosePorts(file, wishes);
		expect(await choosePorts(file, wishes)).toEqual(first);
		const other = createServer();
		await new Promise<void>((done) => other.listen((first.rtc ?? 0) + 2, '127.0.0.1', done));
		const second = await choosePorts(file, wishes);
		expect(second.a).toBe(first.a);
		expect(second.rtc).not.toBe(first.rtc);
		const fixed = (port: number) => [{ name: 'rtc', count: 3, host: '127.0.0.1', udp: true, fixed: { port, setting: 'SAL_RTC_PORT' } }];
		await expect(choosePorts(file, fixed(first.rtc ?? 0))).rejects.toThrow(/in use .* SAL_RTC_PORT/);
		await new Promise((done) => other.close(done));
		expect((await choosePorts(file, fixed(first.rtc ?? 0))).rtc).toBe(first.rtc);
	});
});

describe('secrets', () => {
	test('are made once, for this account only', () => {
		const file = join(folder, 'secret');
		const secret = keptSecret(file);
		expect(secret.length).toBeGreaterThanOrEqual(32);
		expect(keptSecret(file)).toBe(secret);
		const keys = keptKeyPair(folder, 'sal-web');
		const before = readFileSync(keys.privateKey, 'utf8');
		expect(readFileSync(keptKeyPair(folder, 'sal-web').privateKey, 'utf8')).toBe(before);
		for (const path of [file, keys.privateKey]) expect(statSync(path).mode & 0o077).toBe(0);
	});
	test('for people can be read aloud', () => expect(readablePassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/));
});

describe('settings', () => {
	test.each([
		['nothing set', {}, { mode: 'demo', origin: 'http://localhost:3000', tls: undefined, demoMeeting: true }],
		['another port', { SAL_PORT: '3100' }, { origin: 'http://localhost:3100' }],
		['a network address', { SAL_HOST: '192.0.2.7', SAL_MODE: 'production' }, { origin: 'https://192.0.2.7:3000', tls: { cert: undefined, key: undefined }, demoMeeting: false }],
		['behind a proxy', { SAL_ORIGIN: 'https://sal.example.cz' }, { origin: 'https://sal.example.cz', tls: undefined }],
		['the tests', { SAL_MODE: 'test' }, { demoMeeting: false }],
		['the tests with a past meeting', { SAL_MODE: 'test', SAL_DEMO_MEETING: '1' }, { demoMeeting: true }]
	])('%s', (_title, env, expected) => expect(readSettings(env)).toMatchObject(expected));

	test.each([
		['one of two databases', { DATABASE_URL: 'postgres://a@b/c' }, /needs both accounts/],
		['a store without keys', { S3_ENDPOINT: 'http://127.0.0.1:9000' }, /S3_ACCESS_KEY and S3_SECRET_KEY/],
		['half a certificate', { SAL_TLS_CERT: '/etc/hostname' }, /needs its key/],
		['a certificate that is not there', { SAL_TLS_CERT: '/nowhere.pem', SAL_TLS_KEY: '/nowhere.key' }, /nowhere\.pem does not exist/],
		['a network without encryption', { SAL_HOST: '0.0.0.0', SAL_TLS: 'off' }, /without encryption/],
		['a mode that is none', { SAL_MODE: 'debug' }, /demo, production or test/]
	])('%s is refused with one sentence', (_title, env, sentence) => expect(() => readSettings(env)).toThrow(sentence));
});
