/** The tree in the real database: who may rearrange it, and what it remembers. */
import { affiliation, auditEntry, meeting, organisation, organisationVersion, recording, roleGrant, type PersonActor } from '@sal/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '#lib/day.ts';
import { addOrganisation, editOrganisation, endOrganisation, moveOrganisation } from './change.server.ts';
import { effectsOf } from './effects.server.ts';
import { createHouse, type House, type UnitName } from './house.fixture.ts';
import { mergeOrganisation } from './merge.server.ts';
import { findAdministered, getOrganisation, membersOf, readUnits, versionsOf } from './store.server.ts';

const today = dayOf(new Date());
const yesterday = addDays(today, -1);
const data = (name: string) => ({ name, kind: 'ward' as const, ico: null, dataBox: null, address: '' });

let house: House;
const houses: House[] = [];
beforeEach(async () => {
	house = await createHouse();
	houses.push(house);
});
afterAll(async () => {
	for (const one of houses) await one.close();
});

const rowOf = async (name: UnitName) => (await house.owner.select().from(organisation).where(eq(organisation.id, house.ids[name])))[0];
const logged = async (action: string, id: string) => (await house.owner.select({ id: auditEntry.id }).from(auditEntry).where(and(eq(auditEntry.action, action), eq(auditEntry.objectId, id)))).length;

describe('a delegated administrator', () => {
	const acts: Record<string, (actor: PersonActor, at: UnitName) => Promise<unknown>> = {
		edit: (actor, at) => house.as(actor, (tx) => editOrganisation(tx, actor, { id: house.ids[at], ...data(`Nové jméno ${at} ${house.tag}`), now: new Date() })),
		add: (actor, at) => house.as(actor, (tx) => addOrganisation(tx, actor, { parent: house.ids[at], validFrom: today, ...data('Nový útvar'), now: new Date() })),
		move: (actor, at) => house.as(actor, (tx) => moveOrganisation(tx, actor, { id: house.ids[at], target: house.ids.lekarna, now: new Date() })),
		end: (actor, at) => house.as(actor, (tx) => endOrganisation(tx, actor, { id: house.ids[at], day: today, now: new Date() }))
	};
	it.each([
		['edit', ['opava', 'chirurgie', 'sal'], ['kraj', 'krnov']],
		['add', ['opava', 'chirurgie', 'sal'], ['kraj', 'krnov']],
		['move', ['sal', 'chirurgie'], ['opava', 'kraj', 'krnov']],
		['end', ['sal'], ['opava', 'kraj', 'krnov']]
	] as const)('may %s %j and not %j', async (act, allowed, refused) => {
		for (const at of refused) await expect(acts[act]?.(house.administrator, at)).rejects.toMatchObject({ code: 'forbidden' });
		for (const at of allowed) await expect(acts[act]?.(house.administrator, at)).resolves.not.toThrow();
	});

	it('carries nothing out of the subtree', async () => {
		const away = house.as(house.administrator, (tx) => moveOrganisation(tx, house.administrator, { id: house.ids.sal, target: house.ids.krnov, now: new Date() }));
		await expect(away).rejects.toMatchObject({ code: 'organisations-move-target-foreign' });
	});

	it('reaches nothing foreign with the store taken out either', async () => {
		const actor = house.administrator;
		const changed = await house.as(actor, (tx) => tx.update(organisation).set({ name: 'Převzato' }).where(eq(organisation.id, house.ids.krnov)).returning({ id: organisation.id }));
		expect(changed).toEqual([]);
		await expect(house.as(actor, (tx) => tx.update(organisation).set({ parentId: house.ids.krnov }).where(eq(organisation.id, house.ids.sal)))).rejects.toMatchObject({ cause: { code: '42501' } });
		await expect(house.as(actor, (tx) => tx.insert(organisation).values({ parentId: house.ids.krnov, kind: 'ward', name: 'Cizí' }))).rejects.toMatchObject({ cause: { code: '42501' } });
	});
});

describe('the tree', () => {
	it('remembers what was: yesterday’s tree has yesterday’s names and places', async () => {
		await house.as(house.operator, (tx) => moveOrganisation(tx, house.operator, { id: house.ids.chirurgie, target: house.ids.krnov, now: new Date() }));
		await house.as(house.operator, (tx) => editOrganisation(tx, house.operator, { id: house.ids.chirurgie, ...data('Chirurgická klinika'), now: new Date() }));
		const on = async (day: string) => (await house.as(house.operator, (tx) => readUnits(tx, { day, today }))).find(({ id }) => id === house.ids.chirurgie);
		expect(await on(yesterday)).toMatchObject({ parentId: house.ids.opava, name: `chirurgie ${house.tag}` });
		expect(await on(today)).toMatchObject({ parentId: house.ids.krnov, name: 'Chirurgická klinika' });
		const versions = await house.as(house.operator, (tx) => versionsOf(tx, { id: house.ids.chirurgie }));
		expect(versions.map(({ name, by }) => [name, by])).toEqual([['Chirurgická klinika', `admin kraj ${house.tag}`], [`chirurgie ${house.tag}`, null]]);
		expect((await rowOf('sal'))?.path).toEqual([house.ids.kraj, house.ids.krnov, house.ids.chirurgie, house.ids.sal]);
		expect(await logged('organisation.moved', house.ids.chirurgie)).toBe(1);
	});

	it('is not overwritten by who has not seen what somebody else has changed', async () => {
		const before = { name: `lekarna ${house.tag}`, kind: 'other', ico: '', dataBox: '', address: '' };
		const edit = (name: string, address: string, seen: Record<string, string>) => house.as(house.operator, (tx) => editOrganisation(tx, house.operator, { id: house.ids.lekarna, ...data(name), kind: 'other', address, seen, now: new Date() }));
		await edit('Nemocniční lékárna', '', before);
		await expect(edit(before.name, 'Olomoucká 1', before)).rejects.toMatchObject({ code: 'changed-meanwhile', changed: ['name'], now: { ...before, name: 'Nemocniční lékárna' } });
		expect(await rowOf('lekarna')).toMatchObject({ name: 'Nemocniční lékárna', address: '' });
		await edit('Nemocniční lékárna', 'Olomoucká 1', { ...before, name: 'Nemocniční lékárna' });
		expect(await rowOf('lekarna')).toMatchObject({ address: 'Olomoucká 1' });
	});

	it('of two who change it in the same moment, one is told', async () => {
		const seen = { name: `krnov ${house.tag}`, kind: 'other', ico: '', dataBox: '', address: '' };
		const both = await Promise.allSettled(['První', 'Druhý'].map((name) => house.as(house.operator, (tx) => editOrganisation(tx, house.operator, { id: house.ids.krnov, ...data(name), seen, now: new Date() }))));
		expect(both.map((one) => (one.status === 'fulfilled' ? 'saved' : (one.reason as { code?: string }).code)).toSorted()).toEqual(['changed-meanwhile', 'saved']);
	});

	it('refuses two units of one name below one superior', async () => {
		await expect(house.as(house.operator, (tx) => addOrganisation(tx, house.operator, { parent: house.ids.opava, validFrom: today, ...data(`lekarna ${house.tag}`), now: new Date() }))).rejects.toMatchObject({ code: 'organisations-name-taken' });
	});

	it('ends a unit with its affiliations, and not while units lie below it', async () => {
		const nurse = await house.put('staff', 'sal');
		await expect(house.as(house.operator, (tx) => endOrganisation(tx, house.operator, { id: house.ids.chirurgie, day: today, now: new Date() }))).rejects.toMatchObject({ code: 'organisations-end-has-units' });
		await house.as(house.operator, (tx) => endOrganisation(tx, house.operator, { id: house.ids.sal, day: today, now: new Date() }));
		expect(await rowOf('sal')).toMatchObject({ validUntil: today });
		expect(await house.again(nurse)).toBeUndefined();
		await expect(house.as(house.operator, (tx) => editOrganisation(tx, house.operator, { id: house.ids.sal, ...data('Znovu'), now: new Date() }))).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('is listed in the order of Czech', async () => {
		const names = ['Chirurgie', 'Čekárna', 'Cévní', 'Hala', 'Dialýza'].map((name) => `${name} ${house.tag}`);
		await house.owner.insert(organisation).values(names.map((name) => ({ parentId: house.ids.krnov, kind: 'ward' as const, name })));
		const { units } = await house.as(house.operator, (tx) => membersOf(tx, { id: house.ids.krnov, today, now: new Date() }));
		expect(units.map(({ name }) => name.split(' ')[0])).toEqual(['Cévní', 'Čekárna', 'Dialýza', 'Hala', 'Chirurgie']);
	});

	it('shows a unit with its people, and roles only to who may see them', async () => {
		const clerk = await house.put('clerk', 'opava');
		const roles = async (actor: PersonActor) => (await house.as(actor, (tx) => membersOf(tx, { id: house.ids.opava, today, now: new Date() }))).roles.map(({ role }) => role);
		expect(await roles(house.administrator)).toEqual(['organisation.admin', 'recordings.clerk']);
		expect(await roles(clerk)).toEqual(['recordings.clerk']);
		expect(await roles(await house.put('staff', 'opava'))).toEqual([]);
		expect((await house.as(clerk, (tx) => getOrganisation(tx, clerk, { id: house.ids.opava, now: new Date() }))).may).toEqual({ edit: false, add: false, people: false, rearrange: false });
	});
});

describe('what a move changes', () => {
	it('is counted for an administrator who sees no meeting, and names who looks after it before and after', async () => {
		const clerk = await house.put('clerk', 'krnov');
		const old = await house.put('clerk', 'opava');
		await house.put('staff', 'chirurgie');
		const kinds = ['call', 'call', 'case'] as const;
		for (const kind of kinds) {
			const id = randomUUID();
			await house.owner.insert(meeting).values({ id, title: 'Porada', kind, organisationId: house.ids.sal, startsAt: new Date(), plannedMinutes: 30 });
			await house.owner.insert(recording).values({ id: randomUUID(), meetingId: id, organisationId: house.ids.sal, title: 'Porada', kind, startedAt: new Date() });
		}
		const both = await house.put('administrator', 'kraj');
		const effects = await house.as(both, async (tx) => effectsOf(tx, { place: await getOrganisation(tx, both, { id: house.ids.chirurgie, now: new Date() }), target: await getOrganisation(tx, both, { id: house.ids.krnov, now: new Date() }) }));
		expect(effects).toMatchObject({ units: 1, people: 1, meetings: 2, recordings: 2 });
		const name = async (actor: PersonActor) => (await house.as(actor, (tx) => tx.execute<{ name: string }>(sql`select name from person where id = ${actor.person}::uuid`)))[0]?.name;
		expect(effects.lost.map((one) => one.name)).toEqual([await name(house.administrator), await name(old)]);
		expect(effects.gained.map((one) => one.name)).toEqual([await name(clerk)]);
	});
	it('is nobody’s to ask about foreign units', async () => {
		const [counts] = await house.as(house.administrator, (tx) => tx.execute(sql`select * from sal_subtree_counts(${house.ids.krnov}::uuid)`));
		expect(counts).toEqual({ units: 0, people: 0, meetings: 0, recordings: 0 });
	});
});

describe('a merger', () => {
	const merge = (actor: PersonActor, from: UnitName, into: UnitName) => house.as(actor, (tx) => mergeOrganisation(tx, actor, { id: house.ids[from], into: house.ids[into], note: 'sloučení', today, now: new Date() }));

	it('carries people, units and roles over, keeps the history, and lets nobody’s rights grow', async () => {
		const clerk = await house.put('clerk', 'chirurgie');
		await merge(house.administrator, 'chirurgie', 'lekarna');
		expect(await rowOf('chirurgie')).toMatchObject({ validUntil: today, mergedInto: house.ids.lekarna, parentId: house.ids.lekarna });
		expect(await rowOf('sal')).toMatchObject({ parentId: house.ids.lekarna });
		expect(await house.again(clerk)).toMatchObject({ organisation: house.ids.lekarna, grants: [{ role: 'recordings.clerk', organisation: house.ids.chirurgie }] });
		const yesterdays = (await house.as(clerk, (tx) => readUnits(tx, { day: yesterday, today }))).find(({ id }) => id === house.ids.chirurgie);
		expect(yesterdays).toMatchObject({ parentId: house.ids.opava });
		const [last] = await house.owner.select().from(organisationVersion).where(eq(organisationVersion.organisationId, house.ids.chirurgie));
		expect(last).toMatchObject({ mergedInto: house.ids.lekarna, validUntil: today });
		expect(await logged('organisation.merged', house.ids.chirurgie)).toBe(1);
	});

	it('is refused, whole, when somebody would lose a role that its maker cannot give', async () => {
		const auditor = await house.put('staff', 'chirurgie');
		await house.role(auditor.affiliation, 'region.auditor', 'kraj');
		await expect(merge(house.administrator, 'chirurgie', 'lekarna')).rejects.toMatchObject({ code: 'organisations-merge-beyond' });
		expect(await rowOf('sal')).toMatchObject({ parentId: house.ids.chirurgie });
		expect(await house.owner.select({ id: affiliation.id }).from(affiliation).where(and(eq(affiliation.personId, auditor.person), isNull(affiliation.validUntil)))).toHaveLength(1);
		await merge(house.operator, 'chirurgie', 'lekarna');
		expect(await house.owner.select({ role: roleGrant.role }).from(roleGrant).innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId)).where(and(eq(affiliation.personId, auditor.person), eq(affiliation.organisationId, house.ids.lekarna)))).toEqual([{ role: 'region.auditor' }]);
	});

	it('does not go into what lies below', async () => {
		await expect(merge(house.operator, 'opava', 'sal')).rejects.toMatchObject({ code: 'organisations-move-below-itself' });
	});
});

it('a field for an organisation offers what one administers, with what lies above it, and nothing below the one that moves', async () => {
	const { ids, tag } = house;
	const find = (actor: PersonActor, q: string, but?: string) => house.as(actor, (tx) => findAdministered(tx, { q, but }));
	expect(await find(house.administrator, `LÉKARNA ${tag}`)).toEqual([{ id: ids.lekarna, name: `lekarna ${tag}`, detail: `kraj ${tag} › opava ${tag}` }]);
	expect(await find(house.administrator, `krnov ${tag}`)).toEqual([]);
	expect((await find(house.operator, tag, ids.chirurgie)).map(({ id }) => id).sort()).toEqual([ids.kraj, ids.opava, ids.lekarna, ids.krnov].sort());
	expect(await find(await house.put('staff', 'opava'), tag)).toEqual([]);
});
