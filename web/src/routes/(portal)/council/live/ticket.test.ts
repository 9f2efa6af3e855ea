/** Who gets a screen's ticket, and what it opens. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { councilSession, meeting } from '@sal/db';
import { verifyAdmission } from '@sal/sfu/token';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#lib/server/config.ts';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { openSession } from '../running/store.server.ts';
import { onlookerTicket } from './ticket.server.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const webKeyFile = join(mkdtempSync(join(tmpdir(), 'sal-ticket-')), 'web.pem');
writeFileSync(webKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));

let council: Council;
beforeAll(async () => {
	council = await createCouncil();
	await council.as(council.people.chair, (tx) => openSession(tx, council.people.chair, { session: council.session, now: new Date() }));
});
afterAll(() => council.close());

async function admitted(standing: CouncilStanding, { of = council, now = new Date() } = {}) {
	const actor = of.people[standing];
	const config = { ...readConfig(process.env), webKeyFile, sfus: [{ id: 'sfu-1', url: 'http://127.0.0.1:1' }] };
	const ticket = await onlookerTicket({ db: of.db, config, actor, session: of.session, now, tx: (fn) => of.as(actor, fn) });
	expect(ticket).toMatchObject({ sfu: '/sfu/sfu-1', room: of.meeting });
	return verifyAdmission({ token: ticket.token, publicKeyPem, sfu: 'sfu-1' });
}

describe('while the session runs', () => {
	it.each<[CouncilStanding, boolean]>([
		['chair', true],
		['office', true],
		['first', true],
		['speaker', false],
		['colleague', false],
		// The body meets in public.
		['stranger', false]
	])('%s looks on, and stays in a closed part: %s', async (standing, inside) => {
		expect(await admitted(standing)).toMatchObject({ seat: 'onlooker', grants: [], inside, lobby: false, guest: false, meeting: { kind: 'session', recordable: true } });
	});

	it('each screen is somebody of its own, and nobody of the room', async () => {
		const [one, other] = [await admitted('first'), await admitted('first')];
		expect(new Set([one.sub, other.sub, council.people.first.person]).size).toBe(3);
	});

	it('also long after the hour for which it was planned', async () => {
		expect(await admitted('first', { now: new Date(Date.now() + 86_400_000) })).toMatchObject({ room: council.meeting });
	});
});

it.each<[string, Parameters<typeof createCouncil>[0], CouncilStanding, string]>([
	['a body that meets without the public, to who has no part in it', { publicSessions: false }, 'stranger', 'not-found'],
	['a session that is only being prepared', { state: 'draft' }, 'office', 'council-not-now'],
	['a session that is over', { state: 'ended' }, 'first', 'council-not-now'],
	['a session of tomorrow', { startsAt: new Date(Date.now() + 86_400_000) }, 'office', 'meetings-too-early'],
	['the doors open for members shortly before', { startsAt: new Date(Date.now() + 40 * 60_000) }, 'first', 'meetings-too-early']
])('refused: %s', async (_, options, standing, code) => {
	const of = await createCouncil(options);
	await expect(admitted(standing, { of })).rejects.toThrow(code);
	await of.close();
});

it('whoever sets the hall up may come before the members', async () => {
	const early = await createCouncil({ startsAt: new Date(Date.now() + 40 * 60_000) });
	expect(await admitted('office', { of: early })).toMatchObject({ room: early.meeting });
	await early.close();
});

it('a room that was ended opens to no screen', async () => {
	const over = await createCouncil();
	await over.owner.update(councilSession).set({ state: 'running' }).where(eq(councilSession.id, over.session));
	await over.owner.update(meeting).set({ state: 'ended' }).where(eq(meeting.id, over.meeting));
	await expect(admitted('first', { of: over })).rejects.toThrow('meetings-ended');
	await over.close();
});
