import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needs as storageNeeds } from '../../../storage/setup.mjs';
import { aptCommand, missing, requirePackages } from './apt.mjs';
import { cached } from './cache.mjs';
import { Failure } from './failure.mjs';
import { inspect } from './machine.mjs';
import { newEnough } from './node.mjs';
import { installed } from './npm.mjs';
import { listeningPort, requireFreePort, requirePlatform, requireSpace } from './preflight.mjs';
import { runSteps, type Step } from './steps.mjs';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sal-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('which Node runs the house', () => {
	test.each([
		['20.20.2', false],
		['22.17.9', false],
		['22.18.0', true],
		['23.0.0', true],
		['24.21.0', true]
	])('%s: %s', (version, expected) => expect(newEnough(version)).toBe(expected));
});

describe('what stops a start is one plain sentence', () => {
	const machine = (superuser: boolean, apt = true) => ({ ...inspect({ PATH: '', SAL_DATA: folder, XDG_CACHE_HOME: folder }), superuser, onPath: (name: string) => (apt && name === 'apt-get' ? '/usr/bin/apt-get' : undefined) });

	test.each([
		['another system', () => requirePlatform('darwin-arm64'), /Linux.*darwin-arm64/],
		['no root, packages missing', () => requirePackages(machine(false), ['ffmpeg', 'cmake']), /sudo apt-get install --no-install-recommends ffmpeg cmake/],
		['no apt-get', () => requirePackages(machine(true, false), ['ffmpeg']), /no apt-get.*ffmpeg/],
		['a full disk', () => requireSpace({ folders: [folder], first: true, free: () => 1e9 }), /0\.9 GB left.*needs 4\.0 GB/],
		['a port that is none', () => listeningPort({ SAL_PORT: 'http' }), /SAL_PORT is "http"/],
		['a port out of range', () => listeningPort({ SAL_PORT: '70000' }), /1 to 65535/],
		['a file where the data folder should be', () => {
			writeFileSync(join(folder, 'file'), '');
			inspect({ SAL_DATA: join(folder, 'file', 'data'), XDG_CACHE_HOME: folder });
		}, /A file lies where Sál needs a folder/]
	])('%s', (_title, guard, sentence) => {
		expect(guard).toThrow(Failure);
		expect(guard).toThrow(sentence);
	});

	test('no Go, and no MinIO either', async () => {
		await expect(storageNeeds(machine(true))).rejects.toThrow(/Go is missing: install Go .* MINIO_BIN/);
	});
	test('nothing missing, nothing asked', () => expect(() => requirePackages(machine(false), [])).not.toThrow());
	test('enough space', () => expect(() => requireSpace({ folders: [folder], first: false, free: () => 2 ** 30 })).not.toThrow());

	test('a port in use', async () => {
		const other = createServer();
		await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
		const { port } = other.address() as AddressInfo;
		await expect(requireFreePort({ host: '127.0.0.1', port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by another program`);
		await new Promise((done) => other.close(done));
		await expect(requireFreePort({ host: '127.0.0.1', port })).resolves.toBeUndefined();
	});

	test('an address of another machine', async () => {
		await expect(requireFreePort({ host: '192.0.2.1', port: 3000 })).rejects.toThrow('192.0.2.1 is no address of this machine');
	});
});

test('each missing package is named once', () => {
	expect(missing([{ name: 'a', present: false }, { name: 'b', present: true }, { name: 'a', present: false }])).toEqual(['a']);
	expect(aptCommand(['a'])).toBe('apt-get install --no-install-recommends a');
});

describe('a tool in the cache', () => {
	const works = async (place: string) => existsSync(join(place, 'tool')) && readFileSync(join(place, 'tool'), 'utf8') === 'good';
	const make = async (place: string) => writeFileSync(join(place, 'tool'), 'good');

	test('is made once and then used', async () => {
		const place = await cached({ cache: folder, name: 'tool-1', works, make });
		expect(place).toBe(join(folder, 'tool-1'));
		await cached({ cache: folder, name: 'tool-1', works, make: async () => expect.unreachable('it was made again') });
		expect(readdirSync(folder)).toEqual(['tool-1']);
	});

	test('that is broken is made again', async () => {
		mkdirSync(join(folder, 'tool-1'));
		writeFileSync(join(folder, 'tool-1/tool'), 'half a fi');
		expect(await works(await cached({ cache: folder, name: 'tool-1', works, make }))).toBe(true);
	});

	test('that could not be made leaves nothing behind', async () => {
		await expect(cached({ cache: folder, name: 'tool-1', works, make: async () => Promise.reject(new Failure('no compiler')) })).rejects.toThrow('no compiler');
		expect(readdirSync(folder)).toEqual([]);
	});

	test('half made by a launcher that is gone is swept away', async () => {
		mkdirSync(join(folder, '.making-999999999-tool-0'));
		await cached({ cache: folder, name: 'tool-1', works, make });
		expect(readdirSync(folder)).toEqual(['tool-1']);
	});

	test('made by two at once ends up whole', async () => {
		const [one, other] = await Promise.all([cached({ cache: folder, name: 'tool-1', works, make }), cached({ cache: folder, name: 'tool-1', works, make })]);
		expect(one).toBe(other);
		expect(await works(one)).toBe(true);
	});
});

describe('packages of npm', () => {
	const lock = (packages: Record<string, object>) => JSON.stringify({ packages });
	const wanted = { '': {}, web: {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/@sal/web': { link: true }, 'node_modules/only-mac': { version: '1.0.0', optional: true } };
	test.each([
		['as the lock file says', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/@sal/web': { link: true } }, true],
		['one is older', { 'node_modules/a': { version: '0.9.0' }, 'node_modules/@sal/web': { link: true } }, false],
		['one is missing', { 'node_modules/@sal/web': { link: true } }, false]
	])('%s', (_title, there, expected) => {
		mkdirSync(join(folder, 'node_modules'));
		writeFileSync(join(folder, 'package-lock.json'), lock(wanted));
		writeFileSync(join(folder, 'node_modules/.package-lock.json'), lock(there));
		expect(installed(folder)).toBe(expected);
	});
	test('an installation that was interrupted', () => {
		writeFileSync(join(folder, 'package-lock.json'), lock(wanted));
		mkdirSync(join(folder, 'node_modules/a'), { recursive: true });
		expect(installed(folder)).toBe(false);
	});
});

describe('steps', () => {
	const step = (id: string, after: string[], run: Step['run']): Step => ({ id, title: id, after, run });

	test('wait for what they need and run beside the others', async () => {
		const order: string[] = [];
		const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
		const answers = await runSteps([
			step('last', ['slow', 'quick'], async () => void order.push('last')),
			step('slow', [], async () => { await held; order.push('slow'); return { SLOW: '1' }; }),
			step('quick', ['not needed here'], async () => { order.push('quick'); release(undefined); return { QUICK: '1' }; })
		], () => undefined);
		expect(order).toEqual(['quick', 'slow', 'last']);
		expect(answers).toEqual({ SLOW: '1', QUICK: '1' });
	});

	test('after one that failed do not begin', async () => {
		const said: string[] = [];
		const work = runSteps([step('first', [], () => Promise.reject(new Failure('no network'))), step('second', ['first'], async () => expect.unreachable('it began'))], (line) => said.push(line));
		await expect(work).rejects.toThrow('no network');
		expect(said).toEqual([expect.stringMatching(/✗ first/)]);
	});

	test('that fail do not wait for a long one beside them', async () => {
		const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
		await expect(runSteps([step('long', [], async () => void (await held)), step('short', [], () => Promise.reject(new Failure('no compiler')))], () => undefined)).rejects.toThrow('no compiler');
		release(undefined);
	});

	test('in a circle are refused', async () => {
		await expect(runSteps([step('a', ['b'], async () => undefined), step('b', ['a'], async () => undefined)], () => undefined)).rejects.toThrow('a, b');
	});
});
