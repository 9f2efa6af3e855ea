/** The portal as a real server on a port of its own, with one meeting that is nobody else's business, and a browser cookie per visitor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { meeting, meetingPerson, organisation, person, recording, type Role } from '@sal/db';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';

/** `stranger`: an account of an organisation outside the region. `host`: the clinician whose case conference it is. */
export const visitors = ['nobody', 'stranger', 'member', 'host', 'clerk', 'admin'] as const;
export type Visitor = (typeof visitors)[number];

export interface Access {
	/** Status of a request as this visitor; redirects are not followed. */
	status(visitor: Visitor, request: { method: string; path: string }): Promise<number>;
	meetingId: string;
	recordingId: string;
	close(): Promise<void>;
}

export async function openPortal(): Promise<Access> {
	const house = await makeTestHouse();
	const cookies = await signInAll(house);
	const ids = await addCase(house, cookies.hostId);
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const folder = mkdtempSync(join(tmpdir(), 'sal-access-'));
	const keyFile = join(folder, 'web.pem');
	writeFileSync(keyFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
	const server = spawn(process.execPath, [fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url)), 'dev', '--port', String(port), '--strictPort'], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: { ...process.env, VITEST: undefined, NODE_ENV: 'development', SAL_ORIGIN: origin, SAL_MODE: 'test', SAL_LOG_LEVEL: 'error', SAL_SFUS: 'sfu-1=http://127.0.0.1:9', SAL_WEB_KEY_FILE: keyFile },
		stdio: 'ignore'
	});
	const answers = await untilAnswers(`${origin}/login`, server);
	if (!answers) throw new Error('the portal did not start');
	return {
		...ids,
		async status(visitor, { method, path }) {
			const headers = { accept: method === 'GET' ? 'text/html' : 'application/json', origin, 'content-type': 'application/x-www-form-urlencoded', ...(visitor !== 'nobody' && { cookie: cookies.of[visitor] }) };
			const response = await fetch(origin + path, { method, headers, redirect: 'manual', ...(method !== 'GET' && { body: '' }) });
			await response.body?.cancel();
			return response.status;
		},
		async close() {
			server.kill('SIGTERM');
			if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
			rmSync(folder, { recursive: true });
			await house.close();
		}
	};
}

async function signInAll(house: TestHouse): Promise<{ of: Record<Exclude<Visitor, 'nobody'>, string>; hostId: string }> {
	const cookieOf = async (personId: string) => {
		const { name, value } = await house.portal.auth.signIn({ personId, userAgent: 'test' });
		return `${name}=${value}`;
	};
	const add = async (role: Role) => (await house.addPerson({ role, password: 'heslo pro zkoušku' })).id;
	const hostId = await add('clinician');
	const elsewhere = crypto.randomUUID();
	await house.owner.db.insert(organisation).values({ id: elsewhere, kind: 'region', name: `Jiný kraj ${elsewhere}` });
	const strangerId = crypto.randomUUID();
	await house.owner.db.insert(person).values({ id: strangerId, email: `${strangerId}@example.test`, name: 'Cizí', role: 'official', organisationId: elsewhere });
	const of = { stranger: await cookieOf(strangerId), member: await cookieOf(await add('member')), host: await cookieOf(hostId), clerk: await cookieOf(await add('clerk')), admin: await cookieOf(await add('admin')) };
	return { of, hostId };
}

async function addCase({ owner, organisationId }: TestHouse, hostId: string): Promise<{ meetingId: string; recordingId: string }> {
	const meetingId = crypto.randomUUID();
	const recordingId = crypto.randomUUID();
	const startsAt = new Date();
	await owner.db.insert(meeting).values({ id: meetingId, title: 'Konzilium', kind: 'case', organisationId, startsAt, plannedMinutes: 30, recorded: true, watch: 'hosts', createdBy: hostId });
	await owner.db.insert(meetingPerson).values({ meetingId, personId: hostId, role: 'host' });
	await owner.db.insert(recording).values({ id: recordingId, meetingId, organisationId, title: 'Konzilium', kind: 'case', watch: 'hosts', startedAt: startsAt });
	return { meetingId, recordingId };
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
