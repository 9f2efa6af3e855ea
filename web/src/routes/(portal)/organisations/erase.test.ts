/** Asking to be erased, and erasing, in the real database. */
import { credential, notification, person, session, type PersonActor } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf } from '#lib/day.ts';
import { addPerson, disablePerson, editPerson, enablePerson } from './accounts.server.ts';
import { affiliate } from './affiliations.server.ts';
import { askErasure, carryOutErasure, declineErasure, erasureOf, erasuresToDecide, withdrawErasure } from './erase.server.ts';
import { createHouse, type House } from './house.fixture.ts';
import { getPerson, listPeople } from './people.server.ts';

let house: House;
beforeAll(async () => {
	house = await createHouse();
});
afterAll(() => house?.close());

const ask = (actor: PersonActor) => house.as(actor, (tx) => askErasure(tx, actor));
const waiting = (actor: PersonActor) => house.as(actor, async (tx) => (await erasuresToDecide(tx, actor, { limit: 50 })).map(({ id }) => id));
const disable = (actor: PersonActor, id: string) => house.as(actor, (tx) => disablePerson(tx, actor, { id, now: new Date() }));
const erase = (actor: PersonActor, id: string) => house.as(actor, (tx) => carryOutErasure(tx, actor, { id }));

describe('a request to be erased', () => {
	it('waits for whoever administers the organisation, who is told; for nobody else', async () => {
		const nurse = await house.put('staff', 'sal');
		await ask(nurse);
		await expect(ask(nurse)).rejects.toMatchObject({ code: 'organisations-erase-asked' });
		expect(await waiting(house.administrator)).toContain(nurse.person);
		expect(await waiting(house.operator)).toContain(nurse.person);
		expect(await waiting(await house.put('staff', 'sal'))).toEqual([]);
		expect(await waiting(await house.put('administrator', 'krnov'))).toEqual([]);
		const told = await house.owner.select({ href: notification.href }).from(notification).where(and(eq(notification.personId, house.administrator.person), eq(notification.kind, 'organisations.erasure-asked')));
		expect(told).toContainEqual({ href: `/organisations/people/${nurse.person}` });
	});
	it('is withdrawn by themself, and can be made again', async () => {
		const nurse = await house.put('staff', 'sal');
		await ask(nurse);
		await house.as(nurse, (tx) => withdrawErasure(tx, nurse, new Date()));
		expect(await waiting(house.administrator)).not.toContain(nurse.person);
		await expect(house.as(nurse, (tx) => withdrawErasure(tx, nurse, new Date()))).rejects.toMatchObject({ code: 'not-found' });
		await ask(nurse);
		expect(await waiting(house.administrator)).toContain(nurse.person);
	});
	it('is declined with a reason that they read', async () => {
		const nurse = await house.put('staff', 'sal');
		await ask(nurse);
		const decline = (actor: PersonActor) => house.as(actor, (tx) => declineErasure(tx, actor, { id: nurse.person, reason: 'Běží řízení.', now: new Date() }));
		await expect(decline(await house.put('administrator', 'krnov'))).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await decline(house.administrator);
		expect(await house.as(nurse, (tx) => erasureOf(tx, { person: nurse.person }))).toMatchObject({ waits: false, declined: 'Běží řízení.' });
	});
});

describe('erasing', () => {
	it('is for whoever administers all their places, once the account is disabled, and never for oneself', async () => {
		const { person: id } = await house.put('staff', 'sal');
		await expect(erase(house.administrator, id)).rejects.toMatchObject({ code: 'organisations-erase-disable-first' });
		await disable(house.administrator, id);
		await expect(erase(await house.put('administrator', 'krnov'), id)).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(erase(await house.put('staff', 'opava'), id)).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(erase(house.administrator, house.administrator.person)).rejects.toMatchObject({ code: 'organisations-oneself' });
		await erase(house.administrator, id);
		await expect(erase(house.administrator, id)).rejects.toMatchObject({ code: 'not-found' });
	});
	it('leaves a row without a name, which is found no more and comes back under no address', async () => {
		const email = `${randomUUID()}@example.test`;
		const input = { name: `Odešlá ${house.tag}`, givenName: 'Dana', familyName: 'Odešlá', email };
		const add = () => house.as(house.administrator, (tx) => addPerson(tx, house.administrator, { ...input, organisation: house.ids.sal, position: '', validFrom: dayOf(new Date()), now: new Date() }));
		const id = await add();
		await house.owner.insert(credential).values({ personId: id, passwordHash: 'x' });
		await disable(house.administrator, id);
		await erase(house.administrator, id);
		expect(await house.as(house.operator, (tx) => getPerson(tx, house.operator, { id }))).toMatchObject({ name: 'Vymazaná osoba', manages: false, email: null });
		expect((await house.as(house.operator, (tx) => listPeople(tx, house.operator, { q: input.name, now: new Date() }))).people).toEqual([]);
		expect(await house.owner.$count(credential, eq(credential.personId, id))).toBe(0);
		expect(await house.owner.$count(session, eq(session.userId, id))).toBe(0);
		expect(await add()).not.toBe(id);
		const { operator } = house;
		await expect(house.as(operator, (tx) => enablePerson(tx, operator, { id }))).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(house.as(operator, (tx) => editPerson(tx, operator, { id, ...input }))).rejects.toMatchObject({ code: 'organisations-person-beyond' });
		await expect(house.as(operator, (tx) => affiliate(tx, operator, { person: id, organisation: house.ids.sal, position: '', validFrom: dayOf(new Date()), validUntil: null, now: new Date() }))).rejects.toMatchObject({ code: 'not-found' });
		expect(await house.owner.select({ name: person.name }).from(person).where(eq(person.id, id))).toEqual([{ name: 'Vymazaná osoba' }]);
	});
});
