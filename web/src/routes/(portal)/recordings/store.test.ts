import { randomUUID } from 'node:crypto';
import { auditEntry, meeting, recordingChat, recording as recordingTable } from '@sal/db';
import { eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccessLog } from './access-log.server.ts';
import { applyRecordingCallback } from './callbacks.server.ts';
import { recordingDetail } from './detail.server.ts';
import { advance, retry } from './lifecycle.server.ts';
import { createLink, listLinks, openLink, revokeLink } from './links.server.ts';
import { askErasing, confirmErasing } from './erasing.server.ts';
import { keepCase } from './keep.server.ts';
import { leaveToDownload, leaveToDownloadTrack, leaveToPlay } from './media.server.ts';
import { leaveToDownloadPackage } from './package-zip.server.ts';
import { createRegion, roles, type House, type Region } from './region.fixture.ts';
import { mayDo, readFacts, viewerOf } from './facts.server.ts';
import type { RecordingAction } from './permissions.ts';
import { PAGE, listRecordings } from './store.server.ts';
import { parseFilter } from './schema.ts';
import { askVerification } from './verification.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const everything = { q: '' };
/** What an attempt came to: `yes`, or the code of its refusal. Codes of an allowed action that finds nothing to do count as `yes`. */
const outcome = (attempt: Promise<unknown>) => attempt.then(() => 'yes', (error: { code?: string }) => (error.code === 'forbidden' || error.code === 'not-found' ? error.code : error.code?.startsWith('recordings-') ? 'yes' : Promise.reject(error)));

describe('who may do what, asked of the store itself', () => {
	const houses: House[] = ['region', 'hospital', 'ward', 'town'];
	const now = new Date();

	it.each(['session', 'case'] as const)('%s of the hospital, by role, house and tie', async (kind) => {
		for (const house of houses) {
			for (const role of ['admin', 'office', 'clerk', 'clinician', 'member', 'auditor', 'administrator'] as const) {
				for (const tie of ['nothing', 'host', 'invited', 'house invited'] as const) {
					const actor = region.who(house, role);
					const id = await region.recorded({ kind, hosts: tie === 'host' ? [actor.person] : [], invited: tie === 'invited' ? [actor.person] : [], organisations: tie === 'house invited' ? [actor.organisation] : [] });
					const facts = await region.as(region.job('region'), (tx) => readFacts(tx, id));
					const viewer = await region.as(actor, (tx) => viewerOf(tx, actor));
					if (!facts) throw new Error('the job does not see the recording');
					// Grants begin when they were given, which is later than this file.
					const may = mayDo({ viewer, facts, now: new Date() });
					const attempts: Record<Exclude<RecordingAction, 'see'>, () => Promise<unknown>> = {
						play: () => region.as(actor, (tx) => leaveToPlay(tx, { actor, id })),
						download: () => region.as(actor, (tx) => leaveToDownload(tx, { actor, id })),
						'download-original': () => region.as(actor, (tx) => leaveToDownloadPackage(tx, { actor, id })),
						link: () => region.as(actor, (tx) => createLink(tx, { actor, id, input: { label: 'x', permission: 'view', days: 1 }, now })),
						log: () => region.as(actor, (tx) => readAccessLog(tx, { actor, id })),
						verify: () => region.as(actor, (tx) => askVerification(tx, { actor, id, by: 'x', now })),
						retry: () => region.as(actor, (tx) => retry(tx, { actor, id })),
						keep: () => region.as(actor, (tx) => keepCase(tx, { actor, id, reason: 'patří k případu', now })),
						'ask-erasing': () => region.as(actor, (tx) => askErasing(tx, { actor, id, reason: 'čl. 17 GDPR', now })),
						'confirm-erasing': () => region.as(actor, (tx) => confirmErasing(tx, { actor, id, now }))
					};
					const where = `${house} ${role} ${tie}`;
					const seen = await outcome(region.as(actor, (tx) => recordingDetail(tx, { actor, id })));
					expect([where, 'see', seen]).toEqual([where, 'see', may('see') ? 'yes' : 'forbidden']);
					for (const [action, attempt] of Object.entries(attempts)) {
						expect([where, action, await outcome(attempt())]).toEqual([where, action, may(action as RecordingAction) ? 'yes' : 'forbidden']);
					}
				}
			}
		}
	}, 120_000);

	it('the list shows exactly what the page opens', async () => {
		const ids = await Promise.all([region.recorded({ kind: 'case' }), region.recorded({ kind: 'session', watch: 'organisation' }), region.recorded({ published: true }), region.recorded({ house: 'town' })]);
		for (const house of houses) {
			for (const role of roles) {
				const actor = region.who(house, role);
				const listed = await region.as(actor, async (tx) => (await tx.execute<{ id: string }>(sql`select id from recording where id in ${ids}`)).map((row) => row.id));
				for (const id of ids) {
					const opens = await outcome(region.as(actor, (tx) => recordingDetail(tx, { actor, id })));
					expect([house, role, ids.indexOf(id), listed.includes(id)]).toEqual([house, role, ids.indexOf(id), opens === 'yes']);
				}
			}
		}
		// Published is published: the other tests of this database would see it too.
		await region.owner.update(recordingTable).set({ published: false }).where(inArray(recordingTable.id, ids));
	}, 60_000);

	it('guests, the public and links of other recordings see nothing', async () => {
		const id = await region.recorded();
		const other = await region.recorded();
		const clerk = region.who('hospital', 'clerk');
		const { token } = await region.as(clerk, (tx) => createLink(tx, { actor: clerk, id: other, input: { label: 'x', permission: 'view', days: 1 }, now }));
		const link = await openLink(region.app, { token, now });
		if (link?.state !== 'open') throw new Error('the link does not open');
		for (const actor of [{ kind: 'public' } as const, { kind: 'guest', guest: randomUUID(), meeting: randomUUID() } as const, link.actor]) {
			await expect(region.as(actor, (tx) => recordingDetail(tx, { actor, id }))).rejects.toMatchObject({ code: 'forbidden' });
			expect(await region.as(actor, (tx) => tx.select().from(recordingTable).where(eq(recordingTable.id, id)))).toEqual([]);
		}
	});

	it('a number that is no recording is not found', async () => {
		const actor = region.who('region', 'clerk');
		for (const id of [randomUUID(), 'abc', "'; --"]) await expect(region.as(actor, (tx) => recordingDetail(tx, { actor, id }))).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('search', () => {
	let own: Region;
	beforeAll(async () => {
		own = await createRegion();
		await own.recorded({ title: 'Zasedání zastupitelstva města Žďár', people: ['Lukáš Řezníček', 'Jana Nováková'], startedAt: new Date('2026-03-10T09:00:00Z') });
		const chatty = await own.recorded({ kind: 'call', title: 'Porada o vodovodech', people: ['Petr Šťastný'], startedAt: new Date('2026-05-20T22:30:00Z') });
		await own.owner.insert(recordingChat).values({ id: randomUUID(), recordingId: chatty, atMs: 61_000, name: 'Petr', text: 'Pošlu rozpočet čistírny zítra' });
		await own.recorded({ house: 'region', title: 'Konzilium', kind: 'case', startedAt: new Date('2026-06-01T08:00:00Z') });
	});
	afterAll(() => own.close());
	const find = async (search: string) => own.as(own.who('region', 'clerk'), (tx) => listRecordings(tx, { filter: parseFilter(new URLSearchParams(search)), actor: own.who('region', 'clerk'), now: new Date() }));

	it.each([
		['q=zastupitelstvo', ['Zasedání zastupitelstva města Žďár']],
		['q=zasedani+zdar', ['Zasedání zastupitelstva města Žďár']],
		['q=reznicek', ['Zasedání zastupitelstva města Žďár']],
		['q=Nováková', ['Zasedání zastupitelstva města Žďár']],
		['q=novakove', ['Zasedání zastupitelstva města Žďár']],
		['q=vodovod', ['Porada o vodovodech']],
		['q=rozpočtu', ['Porada o vodovodech']],
		['q=cistirna', ['Porada o vodovodech']],
		['q=dům+region', ['Konzilium']],
		['q=nesmysl', []],
		['kind=case', ['Konzilium']],
		['from=2026-05-21&to=2026-05-21', ['Porada o vodovodech']], // half past midnight in Prague
		['to=2026-05-20', ['Zasedání zastupitelstva města Žďár']],
		['from=2026-02-31&to=0000-01-01&after=2026-13-01T00:00:00.0Z_------------------------------------', ['Konzilium', 'Porada o vodovodech', 'Zasedání zastupitelstva města Žďár']],
		['kind=nonsense&from=yesterday&after=x', ['Konzilium', 'Porada o vodovodech', 'Zasedání zastupitelstva města Žďár']]
	])('%s', async (search, titles) => {
		expect((await find(search)).recordings.map((row) => row.title)).toEqual(titles);
	});

	it('filters by the organisation and everything below it', async () => {
		expect((await find(`organisation=${own.ids.hospital}`)).recordings).toHaveLength(2);
		expect((await find(`organisation=${own.ids.region}`)).recordings).toHaveLength(3);
	});

	it('shows the line of the chat that was found, and where it is', async () => {
		expect((await find('q=rozpocet')).recordings[0]?.chat).toEqual({ text: 'Pošlu rozpočet čistírny zítra', name: 'Petr', atMs: 61_000 });
	});

	it('shows an operator neither chat nor posters', async () => {
		const { recordings } = await own.as(own.who('region', 'admin'), (tx) => listRecordings(tx, { filter: { q: 'rozpočet' }, actor: own.who('region', 'admin'), now: new Date() }));
		expect(recordings.map(({ chat, posterKey }) => [chat, posterKey])).toEqual([[null, null]]);
	});

	it('pages through everything once, newest first', async () => {
		const paged = await createRegion();
		const startedAt = new Date('2026-01-01T00:00:00Z');
		// Many began in the same instant: the cursor must not lose any of them.
		for (let i = 0; i < PAGE * 2 + 3; i++) await paged.recorded({ title: `č. ${i}`, startedAt });
		const seen: string[] = [];
		let after: string | undefined;
		do {
			const { recordings, next } = await paged.as(paged.who('region', 'clerk'), (tx) => listRecordings(tx, { filter: { ...everything, after }, actor: paged.who('region', 'clerk'), now: new Date() }));
			seen.push(...recordings.map((row) => row.id));
			after = next ?? undefined;
		} while (after);
		expect([seen.length, new Set(seen).size]).toEqual([PAGE * 2 + 3, PAGE * 2 + 3]);
		await paged.close();
	}, 30_000);
});

describe('links', () => {
	const now = new Date();
	it('open until they are revoked or expire, allow what they say, and every step is written down', async () => {
		const clerk = region.who('hospital', 'clerk');
		const id = await region.recorded();
		const { token } = await region.as(clerk, (tx) => createLink(tx, { actor: clerk, id, input: { label: 'Deník', permission: 'view', days: 2 }, now }));
		const [stored] = await region.as(clerk, (tx) => tx.execute<{ found: boolean }>(sql`select bool_or(token_hash = ${token}) as found from recording_link`));
		expect(stored?.found).toBe(false);

		const opened = await openLink(region.app, { token, now });
		if (opened?.state !== 'open') throw new Error('the link does not open');
		const visitor = opened.actor;
		await expect(region.as(visitor, (tx) => leaveToPlay(tx, { actor: visitor, id }))).resolves.toMatchObject({ bucket: 'access', key: `${id}.mp4` });
		await expect(region.as(visitor, (tx) => leaveToDownload(tx, { actor: visitor, id }))).rejects.toMatchObject({ code: 'forbidden' });
		await expect(region.as(visitor, (tx) => leaveToDownloadTrack(tx, { actor: visitor, id, file: 'x' }))).rejects.toMatchObject({ code: 'forbidden' });
		await expect(region.as(visitor, (tx) => listLinks(tx, { actor: visitor, id, now }))).rejects.toMatchObject({ code: 'forbidden' });

		expect(await openLink(region.app, { token, now: new Date(now.getTime() + 3 * 86_400_000) })).toEqual({ state: 'expired' });
		const [link] = await region.as(clerk, (tx) => listLinks(tx, { actor: clerk, id, now }));
		await region.as(clerk, (tx) => revokeLink(tx, { actor: clerk, id, link: link?.id ?? '', now }));
		await region.as(clerk, (tx) => revokeLink(tx, { actor: clerk, id, link: link?.id ?? '', now }));
		expect(await openLink(region.app, { token, now })).toEqual({ state: 'revoked' });
		// A page that was open when the link was revoked gets nothing more.
		await expect(region.as(visitor, (tx) => leaveToPlay(tx, { actor: visitor, id }))).rejects.toMatchObject({ code: 'forbidden' });

		const log = await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id }));
		expect(log.map(({ action, who, byLink }) => [action, who, byLink]).reverse()).toEqual([
			['link-created', 'Osoba clerk hospital', false],
			['play', 'Deník', true],
			['link-revoked', 'Osoba clerk hospital', false]
		]);
	});

	it('an invented token opens nothing', async () => {
		expect(await openLink(region.app, { token: 'x'.repeat(43), now })).toBeNull();
	});
});

describe('access log', () => {
	it('writes who played, once for one sitting of somebody who may read the log, and every download', async () => {
		const clerk = region.who('hospital', 'clerk');
		const id = await region.recorded();
		for (let i = 0; i < 3; i++) await region.as(clerk, (tx) => leaveToPlay(tx, { actor: clerk, id }));
		for (let i = 0; i < 2; i++) await region.as(clerk, (tx) => leaveToDownload(tx, { actor: clerk, id }));
		const log = await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id }));
		expect(log.map(({ action }) => action)).toEqual(['download-mp4', 'download-mp4', 'play']);
	});

	it('writes who looked at a case, once per visit also of those who may not read the log, and no look at an ordinary meeting', async () => {
		const clerk = region.who('hospital', 'clerk');
		const doctor = region.who('hospital', 'clinician');
		const id = await region.recorded({ kind: 'case', invited: [doctor.person] });
		for (let i = 0; i < 3; i++) await region.as(doctor, (tx) => recordingDetail(tx, { actor: doctor, id }));
		for (let i = 0; i < 2; i++) await region.as(doctor, (tx) => leaveToPlay(tx, { actor: doctor, id }));
		const log = await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id }));
		expect(log.map(({ action, who }) => [action, who]).reverse()).toEqual([['look', 'Osoba clinician hospital'], ['play', 'Osoba clinician hospital']]);
		// The next day is another visit.
		await region.owner.execute(sql`update audit_entry set at = at - interval '1 day' where object_id = ${id}`);
		await region.as(doctor, (tx) => recordingDetail(tx, { actor: doctor, id }));
		expect(await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id }))).toHaveLength(3);
		const ordinary = await region.recorded();
		await region.as(clerk, (tx) => recordingDetail(tx, { actor: clerk, id: ordinary }));
		expect(await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id: ordinary }))).toEqual([]);
	});

	it('cannot be changed or emptied by the portal', async () => {
		const clerk = region.who('hospital', 'clerk');
		const id = await region.recorded();
		await region.as(clerk, (tx) => leaveToPlay(tx, { actor: clerk, id }));
		await expect(region.as(clerk, (tx) => tx.delete(auditEntry).where(eq(auditEntry.objectId, id)))).rejects.toThrow();
		await expect(region.as(clerk, (tx) => tx.update(auditEntry).set({ action: 'recording.look' }).where(eq(auditEntry.objectId, id)))).rejects.toThrow();
	});
});

describe('what the media server reports', () => {
	it('opens, ends and stores a recording; a repetition changes nothing', async () => {
		const room = randomUUID();
		const id = randomUUID();
		await region.owner.insert(meeting).values({ id: room, title: 'Porada', kind: 'call', organisationId: region.ids.hospital, startsAt: new Date(), plannedMinutes: 30, recorded: true, watch: 'hosts', state: 'live' });
		const job = region.job('hospital');
		const at = Date.parse('2026-11-22T10:00:00Z');
		const tell = (event: Parameters<typeof applyRecordingCallback>[1]['event'], ms = 0) => region.as(job, (tx) => applyRecordingCallback(tx, { room, at: at + ms, event }));
		const read = async () => (await region.owner.select().from(recordingTable).where(eq(recordingTable.id, id)))[0];
		const closed = { type: 'recordingClosed', recording: id, manifestKey: 'k', manifestVersion: 'v', manifestSha256: 'a'.repeat(64) } as const;

		await tell({ type: 'recording', recording: id, state: 'started' });
		await tell({ type: 'recording', recording: id, state: 'started' }, 5_000);
		expect(await read()).toMatchObject({ state: 'recording', title: 'Porada', watch: 'hosts', organisationId: region.ids.hospital, startedAt: new Date(at) });
		await tell({ type: 'recording', recording: id, state: 'stopped' }, 60_000);
		expect(await read()).toMatchObject({ state: 'recording', durationMs: 60_000 });
		await tell(closed, 63_000);
		await tell(closed, 64_000);
		expect(await read()).toMatchObject({ state: 'stored', durationMs: 60_000, closeManifestKey: 'k', closeManifestVersion: 'v' });
		await tell({ type: 'recordingFailed', recording: randomUUID(), reason: 'spool-full' });
		expect(await read()).toMatchObject({ state: 'stored' });
	});

	it('a failed preparation can be tried again, and a job that lost a race changes nothing', async () => {
		const id = await region.recorded({ state: 'sealed' });
		const job = region.job('hospital');
		const clerk = region.who('hospital', 'clerk');
		const step = (event: Parameters<typeof advance>[1]['event']) => region.as(job, (tx) => advance(tx, { id, event, change: event === 'failed' ? { failure: 'preparation' } : {} }));
		expect([await step('preparing'), await step('sealed'), await step('failed'), await step('prepared')]).toEqual(['preparing', null, 'failed', null]);
		await region.as(clerk, (tx) => retry(tx, { actor: clerk, id }));
		const detail = await region.as(clerk, (tx) => recordingDetail(tx, { actor: clerk, id }));
		expect([detail.state, detail.failure]).toEqual(['sealed', null]);
		await expect(region.as(clerk, (tx) => retry(tx, { actor: clerk, id }))).rejects.toMatchObject({ code: 'recordings-nothing-to-retry' });
	});
});
