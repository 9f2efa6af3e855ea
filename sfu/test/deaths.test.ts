import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admission, connect, freePort, grantsOf, join, makeKeys, stage, workerBin, type Client, type Keys } from './harness.ts';
import { studio } from './media.ts';
import type { Sfu } from '../src/server.ts';

describe.each([1, 2])('a worker of %i is killed', (workers) => {
	test('everyone is asked to publish again, and can within five seconds', async () => {
		const on = await stage({ workers });
		const jana = await join(on, admission({ grants: grantsOf.host }));
		const petr = await join(on, admission({ room: jana.who.room, name: 'Petr' }));
		await (await studio(jana.client, jana.snapshot)).publish('camera');
		await petr.client.call('hand', { raised: true });
		const used = on.sfu.workers.alive.find(({ rooms }) => rooms.has(jana.who.room));
		if (!used) throw new Error('the room lives nowhere');
		const killed = performance.now();
		process.kill(used.worker.pid, 'SIGKILL');
		await Promise.all([jana.client.next('mediaLost'), petr.client.next('mediaLost')]);
		const [janas, petrs] = await Promise.all([jana, petr].map(async ({ client }) => studio(client, await client.call('enter', {}))));
		const camera = await janas?.publish('camera');
		const received = await petrs?.watch();
		const took = performance.now() - killed;
		expect(received?.map(({ producerId }) => producerId)).toEqual([camera]);
		// The bound is 5 s; a noisy machine is given three times that. Printed for the record.
		console.log(`pictures back after ${took.toFixed(0)} ms with ${String(workers)} worker(s)`);
		expect(took).toBeLessThan(15_000);
		const { participants } = await jana.client.call('enter', {});
		expect(participants.find(({ id }) => id === petr.who.sub)?.handAt).not.toBeNull();
		await on.close();
	});
});

describe('the media server itself is killed', () => {
	let folder: string;
	let keys: Keys;
	let child: ChildProcess;
	let environment: Record<string, string>;
	let port: number;

	beforeEach(async () => {
		folder = await mkdtemp(path(tmpdir(), 'sal-sfu-'));
		keys = await makeKeys();
		port = await freePort();
		await writeFile(path(folder, 'web.pub.pem'), keys.web.publicKey);
		await writeFile(path(folder, 'sfu.pem'), keys.sfu.privateKey);
		environment = {
			PATH: process.env.PATH ?? '',
			SAL_ORIGIN: 'http://localhost:3000',
			SAL_WEB_PUBLIC_KEY_FILE: path(folder, 'web.pub.pem'),
			SAL_SFU_KEY_FILE: path(folder, 'sfu.pem'),
			SAL_SFU_PORT: String(port),
			SAL_RTC_PORT: String(await freePort()),
			SAL_WORKERS: '1',
			SAL_JOURNAL: path(folder, 'journal'),
			MEDIASOUP_WORKER_BIN: workerBin()
		};
		child = await launch();
	});
	afterEach(async () => {
		await end('SIGKILL');
		await rm(folder, { recursive: true, force: true });
	});

	async function launch(): Promise<ChildProcess> {
		const started = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
		for await (const chunk of started.stdout) {
			if (String(chunk).includes('media server ready')) break;
		}
		return started;
	}
	async function end(signal: NodeJS.Signals): Promise<void> {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const exit = once(child, 'exit');
		child.kill(signal);
		await exit;
	}

	test('the room comes back from its journal, and people by their secrets', async () => {
		const on = { sfu: { port } as Sfu, keys };
		const host = await join(on, admission({ grants: grantsOf.host }));
		const { room } = host.who;
		const member = await join(on, admission({ room, name: 'Petr' }));
		const removed = await join(on, admission({ room, name: 'Rušitel' }));
		const waiting = await join(on, admission({ room, name: 'Host', guest: true, lobby: true }));
		await member.client.call('hand', { raised: true });
		await host.client.call('makeHost', { participant: member.who.sub });
		const said = await host.client.call('chat', { text: 'Usnášíme se' });
		await host.client.call('remove', { participant: removed.who.sub });
		await host.client.call('lock', { locked: true });
		await end('SIGKILL');
		await host.client.disconnected();
		child = await launch();

		const back = await resume(room, member.snapshot.resume);
		const snapshot = await back.call('enter', {});
		expect(snapshot).toMatchObject({ locked: true, chat: [said] });
		expect(snapshot.you.grants).toContain('host');
		expect(snapshot.participants.map(({ name, state }) => [name, state])).toEqual([['Jana Nováková', 'away'], ['Petr', 'here']]);
		expect(snapshot.participants[1]?.handAt).not.toBeNull();
		expect(snapshot.waiting.map(({ name }) => name)).toEqual(['Host']);
		await expect(resume(room, removed.snapshot.resume)).rejects.toThrow('removed');
		const guest = await resume(room, waiting.snapshot.resume);
		expect((await guest.call('enter', {})).place).toBe('lobby');
	});

	test('SIGTERM says goodbye, ends in order and forgets nothing', async () => {
		const on = { sfu: { port } as Sfu, keys };
		const host = await join(on, admission({ grants: grantsOf.host }));
		const exit = once(child, 'exit');
		child.kill('SIGTERM');
		expect((await host.client.next('goodbye')).reason).toBe('draining');
		expect((await exit)[0]).toBe(0);
		child = await launch();
		const back = await resume(host.who.room, host.snapshot.resume);
		expect((await back.call('enter', {})).you.grants).toContain('host');
	});

	test('a missing setting is named in one sentence', async () => {
		delete environment.SAL_JOURNAL;
		const failed = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
		let text = '';
		failed.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
		expect((await once(failed, 'exit'))[0]).toBe(1);
		expect(text).toContain('SAL_JOURNAL is missing');
	});

	function resume(room: string, secret: string | null): Promise<Client> {
		return connect(port, { room, resume: secret });
	}
});
