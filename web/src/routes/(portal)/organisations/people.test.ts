/** People, roles and deputies in the real database: what a delegated administrator reaches, and what nobody does. */
import { affiliation, auditEntry, meeting, meetingAdmission, notification, person, roleGrant, roomReview, substitution, type PersonActor } from '@sal/db';
import { and, eq, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dayOf } from '#lib/day.ts';
import { addPerson, disablePerson, editPerson, enablePerson } from './accounts.server.ts';
import { affiliate, changePosition, endAffiliation, grantRole, revokeRole } from './affiliations.server.ts';
import { createHouse, type House, type UnitName } from './house.fixture.ts';
import { hasLapsed, reviewLapsed } from './lapse.server.ts';
import { getPerson, listPeople, placesOf } from './people.server.ts';
import { actingPlaces, revokeSubstitution, setSubstitution, substitutionsOf } from './substitutions.server.ts';

const today = dayOf(new Date());
const HOUR = 3_600_000;
const soon = (hours: number) => new Date(Date.now() + hours * HOUR);
const wall = { cause: { code: '42501' } };

let house: House;
beforeAll(async () => {
	house = await createHouse();
});
afterAll(() => house?.close());

const newcomer = () => ({ name: 'MUDr. Nová Osoba', givenName: 'Nová', familyName: 'Osoba', email: `${randomUUID()}@example.test`, position: 'lékařka', validFrom: today, now: new Date() });
const add = (actor: PersonActor, at: UnitName, email?: string) => house.as(actor, (tx) => addPerson(tx, actor, { ...newcomer(), ...(email && { email }), organisation: house.ids[at] }));
const grant = (actor: PersonActor, to: PersonActor, role: string, at: UnitName, until: Date | null = null) =>
	house.as(actor, (tx) => grantRole(tx, actor, { affiliation: to.affiliation, role, organisation: house.ids[at], until, note: '', now: new Date(), today }));

it('people are listed and paged in the order of Czech', async () => {
	const givenName = `T${randomUUID().slice(0, 8)}`;
	const put = (familyName: string) => house.as(house.administrator, (tx) => addPerson(tx, house.administrator, { ...newcomer(), name: `${givenName} ${familyName}`, givenName, familyName, organisation: house.ids.opava }));
	for (const familyName of ['Zeman', 'Chalupa', 'Dub', 'Čapek', 'Hora', 'Cihla']) await put(familyName);
	const list = (after?: string) => house.as(house.administrator, (tx) => listPeople(tx, house.administrator, { q: givenName, after, now: new Date() }));
	const { people } = await list();
	expect(people.map(({ name }) => name.split(' ')[1])).toEqual(['Cihla', 'Čapek', 'Dub', 'Hora', 'Chalupa', 'Zeman']);
	expect((await list(people[3]?.id)).people).toEqual(people.slice(4));
});

describe('a delegated administrator adds and manages people', () => {
	it('changes what somebody is in a place of the subtree, while they are there', async () => {
		const [ours, theirs] = [await house.put('staff', 'chirurgie'), await house.put('staff', 'krnov')];
		const change = (to: PersonActor, position: string) => house.as(house.administrator, (tx) => changePosition(tx, house.administrator, { id: to.affiliation, position, now: new Date(), today }));
		const positionOf = async ({ affiliation: id }: PersonActor) => (await house.owner.select({ position: affiliation.position }).from(affiliation).where(eq(affiliation.id, id)))[0]?.position;
		await change(ours, 'vrchní sestra');
		expect(await positionOf(ours)).toBe('vrchní sestra');
		await expect(change(theirs, 'ředitel')).rejects.toMatchObject({ code: 'forbidden' });
		await house.as(house.administrator, (tx) => endAffiliation(tx, house.administrator, { id: ours.affiliation, day: today, now: new Date() }));
		await expect(change(ours, 'primářka')).rejects.toMatchObject({ code: 'organisations-affiliation-ended' });
		expect([await positionOf(ours), await positionOf(theirs)]).toEqual(['vrchní sestra', '']);
	});

	it('inside the subtree, and sees their e-mail; a colleague does not', async () => {
		const id = await add(house.administrator, 'sal');
		expect(await house.as(house.administrator, (tx) => getPerson(tx, house.administrator, { id }))).toMatchObject({ name: 'MUDr. Nová Osoba', manages: true, email: expect.stringContaining('@') });
		const colleague = await house.put('staff', 'sal');
		expect(await house.as(colleague, (tx) => getPerson(tx, colleague, { id }))).toMatchObject({ manages: false, email: null });
		const found = await house.as(colleague, (tx) => listPeople(tx, colleague, { q: 'nova osoba', organisation: house.ids.opava, now: new Date() }));
		expect(found.people.map((one) => one.id)).toContain(id);
	});
	it('not outside it, nor twice with one address', async () => {
		await expect(add(house.administrator, 'krnov')).rejects.toMatchObject({ code: 'organisations-affiliation-beyond' });
		await expect(add(await house.put('staff', 'opava'), 'opava')).rejects.toMatchObject({ code: 'organisations-affiliation-beyond' });
		const email = `${randomUUID()}@example.test`;
		await add(house.administrator, 'opava', email);
		await expect(add(house.administrator, 'opava', email.toUpperCase())).rejects.toMatchObject({ code: 'organisations-email-taken' });
	});

	it('and of two who give one address in the same moment, the second is told', async () => {
		const email = `${randomUUID()}@example.test`;
		const second = await house.as(house.administrator, async (tx) => {
			await addPerson(tx, house.administrator, { ...newcomer(), email, organisation: house.ids.opava });
			const waits = add(house.operator, 'krnov', email).catch((error: unknown) => error);
			// It has looked, found the address free, and stands before the first one's row.
			await vi.waitFor(async () => {
				const [row] = await tx.execute<{ blocks: boolean }>(sql`select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))) as blocks`);
				expect(row?.blocks).toBe(true);
			}, { timeout: 20_000 });
			return { waits };
		});
		expect(await second.waits).toMatchObject({ code: 'organisations-email-taken' });
	});

	it('and overwrites nothing of a person that somebody else has changed since', async () => {
		const id = await add(house.administrator, 'sal');
		const shown = async () => {
			const { name, givenName, familyName, email } = await house.as(house.administrator, (tx) => getPerson(tx, house.administrator, { id }));
			return { name, givenName, familyName, email: email ?? '' };
		};
		const before = await shown();
		const change = (to: Partial<typeof before>) => house.as(house.administrator, (tx) => editPerson(tx, house.administrator, { id, ...before, ...to, seen: before }));
		await change({ email: `${randomUUID()}@example.test` });
		const after = await shown();
		await expect(change({ name: 'Někdo' })).rejects.toMatchObject({ code: 'changed-meanwhile', changed: ['email'], now: after });
		expect(await shown()).toEqual(after);
	});
	const edit = (id: string) => house.as(house.administrator, (tx) => editPerson(tx, house.administrator, { id, name: 'X Y', givenName: 'X', familyName: 'Y', email: `${randomUUID()}@example.test` }));
	it('and nobody who also belongs elsewhere, until they do no longer', async () => {
		const shared = await house.put('staff', 'opava');
		const elsewhere = await house.place(shared.person, 'krnov');
		await expect(edit(shared.person)).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(house.as(house.administrator, (tx) => disablePerson(tx, house.administrator, { id: shared.person, now: new Date() }))).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(house.as(house.administrator, (tx) => endAffiliation(tx, house.administrator, { id: elsewhere, day: today, now: new Date() }))).rejects.toMatchObject({ code: 'forbidden' });
		await house.as(house.administrator, (tx) => endAffiliation(tx, house.administrator, { id: shared.affiliation, day: today, now: new Date() }));
		expect(await house.again(shared)).toMatchObject({ organisation: house.ids.krnov });
	});
	it('and nobody who holds a role over the portal, wherever they belong', async () => {
		const operator = await house.put('staff', 'sal');
		await house.role(operator.affiliation, 'portal.admin', 'kraj');
		await expect(edit(operator.person)).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(house.as(house.administrator, (tx) => endAffiliation(tx, house.administrator, { id: operator.affiliation, day: today, now: new Date() }))).rejects.toMatchObject({ code: 'organisations-role-beyond' });
		expect(await house.as(house.administrator, (tx) => tx.update(person).set({ email: `${randomUUID()}@example.test` }).where(eq(person.id, operator.person)).returning({ id: person.id }))).toEqual([]);
	});
	it('and nobody whose last place was elsewhere: their account reaches what they did there', async () => {
		const gone = await house.put('staff', 'krnov');
		await house.owner.update(affiliation).set({ validFrom: '2020-01-01', validUntil: '2021-01-01' }).where(eq(affiliation.id, gone.affiliation));
		await expect(edit(gone.person)).rejects.toMatchObject({ code: 'organisations-person-beyond' });
	});
	it('disables and enables, but never themself', async () => {
		const nurse = await house.put('staff', 'sal');
		await house.as(house.administrator, (tx) => disablePerson(tx, house.administrator, { id: nurse.person, now: new Date() }));
		expect(await house.again(nurse)).toBeUndefined();
		await house.as(house.administrator, (tx) => enablePerson(tx, house.administrator, { id: nurse.person }));
		expect(await house.again(nurse)).toMatchObject({ affiliation: nurse.affiliation });
		await expect(house.as(house.operator, (tx) => disablePerson(tx, house.operator, { id: house.operator.person, now: new Date() }))).rejects.toMatchObject({ code: 'organisations-oneself' });
	});
	it('places somebody of elsewhere in the subtree too, once', async () => {
		const guest = await house.put('staff', 'krnov');
		const join = () => house.as(house.administrator, (tx) => affiliate(tx, house.administrator, { person: guest.person, organisation: house.ids.sal, position: '', validFrom: today, validUntil: null, now: new Date() }));
		await join();
		await expect(join()).rejects.toMatchObject({ code: 'organisations-affiliation-already-there' });
	});
});

describe('roles', () => {
	it('are given inside the subtree, say by whom, and are taken again', async () => {
		const clerk = await house.put('staff', 'sal');
		await grant(house.administrator, clerk, 'recordings.clerk', 'chirurgie', soon(24));
		const [place] = await house.as(clerk, (tx) => placesOf(tx, clerk, { id: clerk.person, today, now: new Date() }));
		expect(place?.roles).toMatchObject([{ role: 'recordings.clerk', state: 'holds', by: `administrator opava ${house.tag}`, mayRevoke: false }]);
		expect((await house.again(clerk))?.grants).toMatchObject([{ role: 'recordings.clerk', organisation: house.ids.chirurgie }]);
		await house.as(house.administrator, (tx) => revokeRole(tx, house.administrator, { id: place?.roles[0]?.id ?? '', now: new Date() }));
		expect((await house.again(clerk))?.grants).toEqual([]);
		const told = await house.as(clerk, (tx) => tx.select({ kind: notification.kind, data: notification.data }).from(notification).where(eq(notification.personId, clerk.person)).orderBy(notification.id));
		expect(told.map(({ kind }) => kind).toSorted()).toEqual(['organisations.role-granted', 'organisations.role-revoked']);
		expect(told[0]?.data).toMatchObject({ by: `administrator opava ${house.tag}` });
	});
	it('given or taken by two at once are given and taken once', async () => {
		const clerk = await house.put('staff', 'sal');
		const given = await Promise.allSettled([grant(house.administrator, clerk, 'recordings.clerk', 'sal'), grant(house.operator, clerk, 'recordings.clerk', 'sal')]);
		expect(given.map((one) => (one.status === 'fulfilled' ? 'given' : (one.reason as { code?: string }).code)).toSorted()).toEqual(['given', 'organisations-role-held-already']);
		const [held] = await house.owner.select({ id: roleGrant.id }).from(roleGrant).where(eq(roleGrant.affiliationId, clerk.affiliation));
		await Promise.all([house.administrator, house.operator].map((actor) => house.as(actor, (tx) => revokeRole(tx, actor, { id: held?.id ?? '', now: new Date() }))));
		const logged = await house.owner.select({ action: auditEntry.action }).from(auditEntry).where(eq(auditEntry.objectId, clerk.person));
		expect(logged.map(({ action }) => action).toSorted()).toEqual(['role.granted', 'role.revoked']);
	});
	it.each([
		['for what lies above', 'recordings.clerk', 'kraj', 'organisations-role-beyond'],
		['for another hospital', 'recordings.clerk', 'krnov', 'organisations-role-beyond'],
		['over the portal', 'portal.admin', 'opava', 'organisations-role-beyond'],
		['to audit', 'region.auditor', 'opava', 'organisations-role-beyond']
	] as const)('are not given %s, by the store or by the wall', async (_, role, at, code) => {
		const nurse = await house.put('staff', 'sal');
		await expect(grant(house.administrator, nurse, role, at)).rejects.toMatchObject({ code });
		await expect(house.as(house.administrator, (tx) => tx.insert(roleGrant).values({ affiliationId: nurse.affiliation, role, organisationId: house.ids[at] }))).rejects.toMatchObject(wall);
	});
	it('are not given to oneself, by the store or by the wall', async () => {
		await expect(grant(house.administrator, house.administrator, 'recordings.clerk', 'opava')).rejects.toMatchObject({ code: 'organisations-role-oneself' });
		await expect(house.as(house.administrator, (tx) => tx.insert(roleGrant).values({ affiliationId: house.administrator.affiliation, role: 'recordings.clerk', organisationId: house.ids.opava }))).rejects.toMatchObject(wall);
	});
	it('of an operator are not taken by a delegated administrator', async () => {
		const auditor = await house.put('staff', 'sal');
		const id = await house.role(auditor.affiliation, 'region.auditor', 'opava');
		await expect(house.as(house.administrator, (tx) => revokeRole(tx, house.administrator, { id, now: new Date() }))).rejects.toMatchObject({ code: 'organisations-role-beyond' });
		await house.as(house.operator, (tx) => revokeRole(tx, house.operator, { id, now: new Date() }));
	});
});

describe('a deputy', () => {
	const name = (actor: PersonActor, absent: PersonActor, deputy: PersonActor, from = soon(-1), until = soon(24)) =>
		house.as(actor, (tx) => setSubstitution(tx, actor, { affiliation: absent.affiliation, deputy: deputy.person, from, until, reason: 'dovolená', now: new Date() }));

	it('is named by oneself, finds the place in the menu, and gives it up', async () => {
		const [chief, deputy] = [await house.put('clerk', 'sal'), await house.put('staff', 'krnov')];
		await name(chief, chief, deputy);
		const places = await house.as(deputy, (tx) => actingPlaces(tx, { person: deputy.person }));
		expect(places.map(({ represents, organisation }) => [represents, organisation])).toEqual([[null, `krnov ${house.tag}`], [`clerk sal ${house.tag}`, `sal ${house.tag}`]]);
		const [row] = await house.as(deputy, (tx) => substitutionsOf(tx, { person: deputy.person, now: new Date() }));
		expect(row).toMatchObject({ state: 'holds', reason: 'dovolená', forThem: false });
		await house.as(deputy, (tx) => revokeSubstitution(tx, deputy, { id: row?.id ?? '', now: new Date() }));
		expect(await house.as(deputy, (tx) => actingPlaces(tx, { person: deputy.person }))).toHaveLength(1);
	});
	it('is not named by a stranger, nor by somebody who stands in', async () => {
		const [chief, deputy, third] = [await house.put('clerk', 'sal'), await house.put('staff', 'krnov'), await house.put('staff', 'krnov')];
		await expect(name(third, chief, third)).rejects.toMatchObject({ code: 'organisations-substitution-beyond' });
		await name(chief, chief, deputy);
		const [row] = await house.owner.select({ id: substitution.id }).from(substitution).where(eq(substitution.affiliationId, chief.affiliation));
		const acting: PersonActor = { ...chief, person: deputy.person, substitution: { id: row?.id ?? '', person: chief.person } };
		await expect(name(acting, chief, third, soon(48), soon(72))).rejects.toMatchObject({ code: 'organisations-substitution-beyond' });
		await expect(house.as(acting, (tx) => tx.insert(substitution).values({ affiliationId: chief.affiliation, deputyId: third.person, validFrom: soon(48), validUntil: soon(72), createdBy: deputy.person }))).rejects.toMatchObject(wall);
	});
	it('is named by the administrator of the place, unless it has roles that are not theirs to give', async () => {
		const [chief, auditor, deputy] = [await house.put('staff', 'sal'), await house.put('staff', 'sal'), await house.put('staff', 'sal')];
		await name(house.administrator, chief, deputy);
		await house.role(auditor.affiliation, 'region.auditor', 'kraj');
		await expect(name(house.administrator, auditor, deputy, soon(48), soon(72))).rejects.toMatchObject({ code: 'organisations-substitution-beyond' });
	});
	it('has no deputy then: no chains, whoever looks', async () => {
		const [first, second, third] = [await house.put('staff', 'sal'), await house.put('staff', 'krnov'), await house.put('staff', 'krnov')];
		await name(first, first, second);
		await expect(name(second, second, third)).rejects.toMatchObject({ code: 'organisations-substitution-is-deputy' });
		await expect(name(third, third, first)).rejects.toMatchObject({ code: 'organisations-substitution-deputy-away' });
		await expect(name(first, first, third)).rejects.toMatchObject({ code: 'organisations-substitution-overlap' });
	});
});

describe('rights that end by time', () => {
	/** Somebody in a running meeting, whose room is to be decided about again when their rights lapse. */
	async function inside(actor: PersonActor): Promise<string> {
		const id = randomUUID();
		await house.owner.insert(meeting).values({ id, title: 'Porada', kind: 'call', state: 'live', organisationId: house.ids.sal, startsAt: new Date(), plannedMinutes: 30 });
		await house.owner.insert(meetingAdmission).values({ meetingId: id, participant: actor.person, address: '192.0.2.1' });
		return id;
	}
	const due = async (room: string, { person: participant }: PersonActor) => (await house.owner.select().from(roomReview).where(and(eq(roomReview.meetingId, room), eq(roomReview.participant, participant)))).length;

	it('are decided about again: a grant, a substitution, an affiliation', async () => {
		const [clerk, deputy, leaver, stays] = [await house.put('staff', 'sal'), await house.put('staff', 'sal'), await house.put('staff', 'sal'), await house.put('clerk', 'sal')];
		await house.role(clerk.affiliation, 'recordings.clerk', 'sal', soon(-0.1));
		await house.owner.insert(substitution).values({ affiliationId: stays.affiliation, deputyId: deputy.person, validFrom: soon(-2), validUntil: soon(-0.1), createdBy: stays.person });
		await house.owner.update(affiliation).set({ validFrom: '2020-01-01', validUntil: today }).where(eq(affiliation.id, leaver.affiliation));
		const rooms = [await inside(clerk), await inside(deputy), await inside(leaver), await inside(stays)];
		const since = new Date(Date.now() - 25 * HOUR);
		expect(await hasLapsed(house.db, since)).toBe(true);
		expect(await reviewLapsed(house.db, since)).toBeGreaterThanOrEqual(3);
		expect(await Promise.all([clerk, deputy, leaver, stays].map((who, index) => due(rooms[index] ?? '', who)))).toEqual([1, 1, 1, 0]);
	});
	it('are not, when nothing ended since the last look', async () => {
		const clerk = await house.put('staff', 'sal');
		await house.role(clerk.affiliation, 'recordings.clerk', 'sal', soon(-0.2));
		const room = await inside(clerk);
		await reviewLapsed(house.db, new Date(Date.now() - 0.15 * HOUR));
		expect(await due(room, clerk)).toBe(0);
	});
});

