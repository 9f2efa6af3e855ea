/** The portal's side of the seam to the media server, against a small server that checks what it is sent as the media server does. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlSchema, verifyMessage, type CouncilCall } from '@sal/sfu/control';
import { councilSession } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as v from 'valibot';
import { createLog } from '#lib/server/log.ts';
import { append } from '../append.server.ts';
import { applyCouncilCallback } from '../callbacks.server.ts';
import { createCouncil, type Council } from '../council.fixture.ts';
import { liveSchema } from '../live.ts';
import { checkIn } from '../presence/store.server.ts';
import { openSession } from '../running/store.server.ts';
import { tellSession, untold } from './tell.server.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = { private: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), public: publicKey.export({ type: 'spki', format: 'pem' }).toString() };

let council: Council;
let server: Server;
let calls: CouncilCall[];
let away = false;
beforeAll(async () => {
	server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			if (away) return void response.writeHead(503).end('{}');
			verifyMessage({ jws: body, publicKeyPem: keys.public, kid: 'sal-web', schema: controlSchema }).then(({ call }) => {
				if (call.type !== 'council') throw new Error(call.type);
				calls.push(call);
				response.end(JSON.stringify({ version: call.version, sequence: Math.max(...calls.flatMap(({ marks }) => marks.map(({ sequence }) => sequence)), 0) }));
			}, () => response.writeHead(403).end('{}'));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	await council.close();
	server.close();
});
beforeEach(async () => {
	calls = [];
	away = false;
	council = await createCouncil();
});

const tell = () => tellSession({ db: council.db, config: { sfus: [{ id: 'sfu-1', url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` }] }, privateKeyPem: keys.private, log: createLog({ level: 'silent', name: 'test' }) }, council.session);
const open = () => council.as(council.people.chair, (tx) => openSession(tx, council.people.chair, { session: council.session, now: new Date() }));
const told = async () => (await council.as(council.people.office, (tx) => tx.select({ version: councilSession.toldVersion, sequence: councilSession.toldSequence }).from(councilSession).where(eq(councilSession.id, council.session))))[0];

it('tells the room how the session stands, and what has happened since', async () => {
	await open();
	await council.as(council.people.first, (tx) => checkIn(tx, council.people.first, { session: council.session, by: 'desk', now: new Date() }));
	await tell();
	const [call] = calls;
	expect(call).toMatchObject({ version: 2, speak: [council.people.chair.person], public: true, closed: null, evidence: { graceSeconds: 30 } });
	expect(call?.evidence?.of).toHaveLength(4);
	expect(call?.marks.map(({ type }) => type)).toEqual(['session.opened', 'presence.here']);
	expect(v.parse(liveSchema, call?.state)).toMatchObject({ version: 2, state: 'running', quorum: { present: 1 } });
	expect(await told()).toEqual({ version: 2, sequence: 2 });
	await tell();
	expect(calls).toHaveLength(1);
});

it('goes on where it was when the media server comes back, in parts when there is much to tell', async () => {
	await open();
	away = true;
	await tell();
	expect(await told()).toEqual({ version: 0, sequence: 0 });
	for (let number = 0; number < 250; number += 1) await council.as(council.people.office, (tx) => append(tx, { session: council.session, type: 'note.written', data: { text: String(number) } }));
	expect(await council.asJob(untold)).toEqual([council.session]);
	away = false;
	await tell();
	expect(calls.map(({ marks }) => marks.length)).toEqual([200, 51]);
	expect(calls.flatMap(({ marks }) => marks.map(({ sequence }) => sequence))).toEqual(Array.from({ length: 251 }, (_, index) => index + 1));
	expect(await council.asJob(untold)).toEqual([]);
});

it('tells anew what the room has forgotten, and a draft to nobody', async () => {
	await open();
	await tell();
	await council.asJob((tx) => applyCouncilCallback(tx, { room: council.meeting, at: Date.now(), event: { type: 'evidenceGap', from: Date.now() - 5_000, to: Date.now() } }));
	await tell();
	expect(calls.map(({ marks }) => marks.map(({ type }) => type))).toEqual([['session.opened'], ['presence.gap']]);
	const draft = await createCouncil({ state: 'draft' });
	await draft.as(draft.people.office, (tx) => append(tx, { session: draft.session, type: 'note.written', data: { text: 'x' } }));
	expect(await draft.asJob(untold)).toEqual([]);
	await draft.close();
});
