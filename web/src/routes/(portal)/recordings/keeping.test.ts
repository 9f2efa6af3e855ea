import { recording, recordingErasure } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccessLog } from './access-log.server.ts';
import { askErasing, confirmErasing, readErasure, withdrawErasing } from './erasing.server.ts';
import { letGoOf } from './erasing-job.server.ts';
import { keepCase, leavingSoon, readKeeping } from './keep.server.ts';
import { leaveToPlay } from './media.server.ts';
import { createRegion, type PersonActor, type Region } from './region.fixture.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const stateOf = async (id: string) => (await region.owner.select({ state: recording.state }).from(recording).where(eq(recording.id, id)))[0]?.state;

describe('erasing by two people', () => {
	const ask = (actor: PersonActor, id: string) => region.as(actor, (tx) => askErasing(tx, { actor, id, reason: 'čl. 17 GDPR', now }));
	const confirm = (actor: PersonActor, id: string) => region.as(actor, (tx) => confirmErasing(tx, { actor, id, now }));

	it('one asks, the same cannot confirm, another does; then nobody plays it, and the log tells all', async () => {
		const host = region.who('ward', 'clinician');
		const clerk = region.who('hospital', 'clerk');
		const second = await region.newPerson('hospital', 'clerk');
		const id = await region.recorded({ kind: 'case', hosts: [host.person] });
		await expect(confirm(clerk, id)).rejects.toMatchObject({ code: 'recordings-erase-not-asked' });
		await ask(clerk, id);
		await expect(ask(host, id)).rejects.toMatchObject({ code: 'recordings-erase-asked-already' });
		await expect(confirm(clerk, id)).rejects.toMatchObject({ code: 'recordings-erase-second-person' });
		await expect(confirm(host, id)).rejects.toMatchObject({ code: 'forbidden' });
		expect(await stateOf(id)).toBe('ready');
		await confirm(second, id);
		expect(await stateOf(id)).toBe('erasing');
		await expect(region.as(host, (tx) => leaveToPlay(tx, { actor: host, id }))).rejects.toMatchObject({ code: 'forbidden' });
		expect(await region.as(clerk, (tx) => readErasure(tx, id))).toMatchObject({ grounds: 'asked', reason: 'čl. 17 GDPR', askedBy: clerk.person, askedByName: 'Osoba clerk hospital', confirmedAt: now });
		expect((await region.as(clerk, (tx) => readAccessLog(tx, { actor: clerk, id }))).map(({ action }) => action)).toEqual(['erase-confirmed', 'erase-asked']);
	});

	it('what was withdrawn can be asked for again, and cannot be confirmed', async () => {
		const clerk = region.who('hospital', 'clerk');
		const office = region.who('hospital', 'office');
		const id = await region.recorded({ kind: 'call' });
		await ask(clerk, id);
		await region.as(office, (tx) => withdrawErasing(tx, { actor: office, id, now }));
		await expect(confirm(office, id)).rejects.toMatchObject({ code: 'recordings-erase-not-asked' });
		await ask(office, id);
		await confirm(clerk, id);
		expect(await stateOf(id)).toBe('erasing');
	});

	it('a public session is erased by nobody before its time', async () => {
		const clerk = region.who('hospital', 'clerk');
		const id = await region.recorded({ kind: 'session' });
		await expect(ask(clerk, id)).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('past the store, the tables refuse one person who plays both', async () => {
		const clerk = region.who('hospital', 'clerk');
		const host = region.who('ward', 'clinician');
		const id = await region.recorded({ kind: 'case', hosts: [host.person] });
		await ask(clerk, id);
		const confirmAs = (actor: PersonActor, by: string) => region.as(actor, (tx) => tx.update(recordingErasure).set({ confirmedBy: by, confirmedAt: now }).where(eq(recordingErasure.recordingId, id)));
		await expect(confirmAs(clerk, clerk.person)).rejects.toThrow();
		await expect(confirmAs(clerk, host.person)).rejects.toThrow();
		await expect(confirmAs(host, host.person)).rejects.toThrow();
		await expect(region.as(clerk, (tx) => tx.update(recordingErasure).set({ reason: 'jiný důvod' }).where(eq(recordingErasure.recordingId, id)))).rejects.toThrow();
	});
});

describe('case conferences that nobody confirms', () => {
	it('are announced to those who may keep them, and to nobody else', async () => {
		const house = await createRegion();
		const [old, fresh, kept] = [await house.recorded({ kind: 'case', title: 'Staré', startedAt: daysAgo(25) }), await house.recorded({ kind: 'case', startedAt: daysAgo(2) }), await house.recorded({ kind: 'case', startedAt: daysAgo(26) })];
		const clerk = house.who('hospital', 'clerk');
		await house.as(clerk, (tx) => keepCase(tx, { actor: clerk, id: kept, reason: 'případ 12/2026', now }));
		expect((await house.as(clerk, (tx) => leavingSoon(tx, { now }))).map(({ id, title }) => [id, title])).toEqual([[old, 'Staré']]);
		for (const actor of [house.who('region', 'clerk'), house.who('hospital', 'clinician'), house.who('hospital', 'admin')]) expect(await house.as(actor, (tx) => leavingSoon(tx, { now }))).toEqual([]);
		expect((await house.as(clerk, (tx) => readKeeping(tx, { id: fresh, now }))).leaving).toMatchObject({ soon: false });
		expect((await house.as(clerk, (tx) => readKeeping(tx, { id: kept, now }))).confirmed).toMatchObject({ by: 'Osoba clerk hospital', reason: 'případ 12/2026' });
		await house.close();
	});

	it('go when their time is over; the confirmed stay', async () => {
		const clerk = region.who('hospital', 'clerk');
		const over = { kind: 'case', startedAt: daysAgo(31) } as const;
		const [gone, kept, fresh] = [await region.recorded(over), await region.recorded(over), await region.recorded({ kind: 'case', startedAt: daysAgo(29) })];
		// Half an erasing does not keep it alive.
		await region.as(clerk, (tx) => askErasing(tx, { actor: clerk, id: gone, reason: 'čl. 17 GDPR', now }));
		await region.as(clerk, (tx) => keepCase(tx, { actor: clerk, id: kept, reason: 'případ 12/2026', now }));
		expect(await letGoOf({ db: region.app, organisation: region.ids.region, now })).toBe(1);
		expect([await stateOf(gone), await stateOf(kept), await stateOf(fresh)]).toEqual(['erasing', 'ready', 'ready']);
		expect(await region.as(clerk, (tx) => readErasure(tx, gone))).toMatchObject({ grounds: 'retention-over', askedBy: null, confirmedAt: now });
		expect(await letGoOf({ db: region.app, organisation: region.ids.region, now })).toBe(0);
	});
});
