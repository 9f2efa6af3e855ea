import { affiliation, meetingAdmission, meetingPerson, person, roleGrant, roomReview, type PersonActor } from '@sal/db';
import { controlSchema, verifyMessage, type Control } from '@sal/sfu/control';
import { and, eq, sql } from 'drizzle-orm';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAuth } from '#lib/server/auth.ts';
import type { Config } from '#lib/server/config.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { createGuestLink, enterAsNamedGuest, guestLinks, guestSession, revokeGuestLink } from './guests.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { reviewRoom } from './room-review.server.ts';

const { privateKey: privateKeyPem, publicKey: publicKeyPem } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
/** A media server that checks signatures as the real one does; `down`: it refuses everything. */
let down = false;
const heard: Control[] = [];
const sfu = createServer((request, response) => {
	void text(request)
		.then((jws) => verifyMessage({ jws, publicKeyPem, kid: 'sal-web', schema: controlSchema }))
		.then((message) => {
			if (!down) heard.push(message);
			response.writeHead(down ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
		});
});

let region: Region;
let config: Config;
beforeAll(async () => {
	region = await createRegion();
	await new Promise<void>((listening) => sfu.listen(0, '127.0.0.1', listening));
	const address = sfu.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	config = { mode: 'test', origin: 'http://localhost', databaseUrl: '', webKeyFile: undefined, sfuPublicKeyFile: undefined, sfuKeysDir: undefined, sfus: [{ id: 'sfu-1', url: `http://127.0.0.1:${port}` }], logLevel: 'silent' };
});
afterAll(async () => {
	await region.close();
	await new Promise((closed) => sfu.close(closed));
});
beforeEach(() => {
	down = false;
	heard.splice(0);
});

const review = (room: string) => reviewRoom({ db: region.db, config, privateKeyPem }, room);
const calls = () => heard.map(({ call }) => call);
const due = (room: string) => region.owner.$count(roomReview, eq(roomReview.meetingId, room));
const admitted = (meetingId: string, participant: string) => region.owner.insert(meetingAdmission).values({ meetingId, participant, address: '192.0.2.1' });

/** A running meeting of the hospital with a host of its own, who is inside. */
async function running(): Promise<{ room: string; host: PersonActor }> {
	const host = await putPerson(region.owner, { organisation: region.ids.hospital, role: 'clinician', name: 'MUDr. Zkušební' });
	const room = await region.meeting({ kind: 'case', state: 'live' }, { hosts: [host.person] });
	await admitted(room, host.person);
	return { room, host };
}
const change = (host: PersonActor, columns: Partial<typeof person.$inferInsert>) => region.owner.update(person).set(columns).where(eq(person.id, host.person));

it('a disabled account is put out of every room it is in, and of no meeting that is over', async () => {
	const { room, host } = await running();
	const ended = await region.meeting({ state: 'ended' }, { hosts: [host.person] });
	await admitted(ended, host.person);
	await change(host, { disabledAt: new Date() });
	expect(await due(ended)).toBe(0);
	await review(room);
	expect(heard).toMatchObject([{ room, call: { type: 'out', participant: host.person } }]);
	expect(await due(room)).toBe(0);
});

it('who hosts no longer keeps what is left', async () => {
	const { room, host } = await running();
	await region.owner.update(meetingPerson).set({ role: 'invited' }).where(and(eq(meetingPerson.meetingId, room), eq(meetingPerson.personId, host.person)));
	await review(room);
	expect(calls()).toMatchObject([{ type: 'grants', participant: host.person, grants: ['publish', 'screen', 'chat'] }]);
});

it('who is no longer invited to a case is put out', async () => {
	const { room, host } = await running();
	await region.owner.delete(meetingPerson).where(and(eq(meetingPerson.meetingId, room), eq(meetingPerson.personId, host.person)));
	await review(room);
	expect(calls()).toMatchObject([{ type: 'out', participant: host.person }]);
});

it('a role that is revoked is another decision; another name is none', async () => {
	const { room, host } = await running();
	await change(host, { name: 'MUDr. Provdaná' });
	expect(await due(room)).toBe(0);
	await region.owner.update(roleGrant).set({ revokedAt: new Date() }).where(eq(roleGrant.affiliationId, host.affiliation));
	await review(room);
	expect(calls()).toMatchObject([{ type: 'grants', grants: ['publish', 'screen', 'chat', 'host'] }]);
});

it('whoever no longer belongs to any organisation is put out', async () => {
	const { room, host } = await running();
	await region.owner.update(affiliation).set({ validUntil: sql`sal_today()` }).where(eq(affiliation.id, host.affiliation));
	await review(room);
	expect(calls()).toMatchObject([{ type: 'out', participant: host.person }]);
});

it('"log out everywhere" puts out too, and voids no token that is signed afterwards', async () => {
	const { room, host } = await running();
	await createAuth({ db: region.db, secure: false }).signOutEverywhere(host.person);
	const [row] = await region.owner.select({ since: roomReview.since }).from(roomReview).where(eq(roomReview.meetingId, room));
	await review(room);
	expect(calls()).toEqual([{ type: 'out', participant: host.person, before: row?.since.getTime() }]);
});

it('guests of a revoked link are put out also when the media server was down: until it has heard', async () => {
	const { room, host } = await running();
	const now = new Date();
	const { token } = await region.as(host, (tx) => createGuestLink(tx, host, { id: room, label: 'Konziliář', days: 1, now }));
	const { secret } = await enterAsNamedGuest(region.db, { token, name: 'Eva', now });
	const guest = await guestSession(region.db, { secret, now });
	if (!guest) throw new Error('the guest has no session');
	await admitted(room, guest.actor.guest);
	const [link] = await region.as(host, (tx) => guestLinks(tx, { id: room, now }));
	down = true;
	await region.as(host, (tx) => revokeGuestLink(tx, host, { id: room, link: link?.id ?? '', now }));
	await expect(review(room)).rejects.toMatchObject({ code: 'media-server-down' });
	expect(await due(room)).toBe(1);
	down = false;
	await review(room);
	await review(room);
	expect(calls()).toEqual([{ type: 'remove', participant: guest.actor.guest }]);
	expect(await due(room)).toBe(0);
});
