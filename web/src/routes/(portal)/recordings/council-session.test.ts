import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { councilBody, councilEvent, councilProcedure, councilSession, meeting, withActor } from '@sal/db';
import { connect, createBuckets, type Store } from '@sal/storage';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobHouse } from '#lib/server/job.ts';
import { createLog } from '#lib/server/log.ts';
import { needed } from '#lib/server/test-database.fixture.ts';
import { applyRecordingCallback } from './callbacks.server.ts';
import { newKey, putClosedRecording } from './closed-recording.fixture.ts';
import { recordingDetail } from './detail.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { sealRecording } from './sealing.server.ts';
import { askVerification, verificationInWords, verifyRecording } from './verification.server.ts';

/** A recording of a council's session: what happened in it is sealed with it, and one verification covers both. */
let region: Region;
let store: Store;
let folder: string;
const keys = { sfu: newKey(), web: newKey() };
const log = createLog({ level: 'silent', name: 'test' });
const { signal } = new AbortController();

beforeAll(async () => {
	region = await createRegion();
	folder = await mkdtemp(join(tmpdir(), 'sal-council-'));
	store = connect({ endpoint: needed('S3_ENDPOINT'), accessKey: needed('S3_ACCESS_KEY'), secretKey: needed('S3_SECRET_KEY'), prefix: `t${randomUUID().slice(0, 8)}-` });
	await createBuckets(store);
});
afterAll(async () => {
	store.close();
	await region.close();
	await rm(folder, { recursive: true, force: true });
});

it('is verified together with what was written down of the session, and a change of that is told', async () => {
	const [room, id, body, procedure, session] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
	const openedAt = Date.now() - 60_000;
	const startsAt = new Date(openedAt);
	await region.owner.insert(meeting).values({ id: room, title: 'Zasedání', kind: 'session', organisationId: region.ids.hospital, startsAt, plannedMinutes: 30, recorded: true, state: 'ended' });
	await region.owner.insert(councilBody).values({ id: body, organisationId: region.ids.hospital, name: 'Výbor', kind: 'committee', seats: 5, publicSessions: false });
	await region.owner.insert(councilProcedure).values({ id: procedure, bodyId: body, version: 1, validFrom: '2024-01-01', settings: {} });
	await region.owner.insert(councilSession).values({ id: session, bodyId: body, organisationId: region.ids.hospital, number: 1, title: '1. zasedání', meetingId: room, procedureId: procedure, place: 'Sál', startsAt, plannedMinutes: 30, state: 'running' });
	await withActor(region.app, region.job('hospital'), (tx) => tx.execute(sql`select sal_council_event(${session}::uuid, 'session.opened', ${JSON.stringify({ presiding: randomUUID() })}::jsonb, null, ${startsAt.toISOString()}::timestamptz)`));
	const closed = await putClosedRecording({
		store, id, openedAt, folder, durationMs: 2_000, lockSeconds: 60, sfu: { id: 'sfu-1', privateKeyPem: keys.sfu.privateKeyPem },
		tracks: [{ participant: randomUUID(), name: 'Jana Nováková', source: 'microphone', from: 0, seconds: 2 }],
		events: []
	});
	await region.as(region.job('hospital'), (tx) => applyRecordingCallback(tx, { room, at: openedAt, event: { type: 'recordingClosed', recording: id, ...closed } }));
	const trust = { sfus: { 'sfu-1': keys.sfu.publicKeyPem }, portal: { 'sal-web': keys.web.publicKeyPem } };
	const house = { config: { mode: 'test' }, db: region.app, store, trust, privateKeyPem: keys.web.privateKeyPem, signer: 'sal-web', scratch: folder, log } as unknown as JobHouse;
	await sealRecording({ data: { recording: id, organisation: region.ids.hospital }, house, log, signal });

	const clerk = region.who('hospital', 'clerk');
	const verify = async () => {
		await region.as(clerk, (tx) => askVerification(tx, { actor: clerk, id, by: 'Alena', now: new Date() }));
		await verifyRecording({ db: region.app, store, actor: region.job('hospital'), id, trust, signal });
		return verificationInWords((await region.as(clerk, (tx) => recordingDetail(tx, { actor: clerk, id }))).verification, 'cs');
	};
	expect(await verify()).toMatchObject({ state: 'done', whole: true, council: true });
	await region.owner.update(councilEvent).set({ data: { presiding: randomUUID() } }).where(eq(councilEvent.sessionId, session));
	expect(await verify()).toMatchObject({ state: 'done', whole: true, council: false });
}, 120_000);
