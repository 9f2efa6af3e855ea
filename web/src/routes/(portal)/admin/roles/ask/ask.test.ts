/** Asked over a real database: what it answers is what the stores decide, and it tells nobody of what is not theirs. */
import { randomUUID } from 'node:crypto';
import { auditEntry, auditPersonal, meeting, meetingPerson, organisation, roleGrant, withActor, type PersonActor } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { actionChoices, askAbout, type Asked } from './ask.server.ts';

const tag = randomUUID().slice(0, 8);
let house: TestHouse;
let admin: PersonActor;
let partAdmin: PersonActor;
let clerk: PersonActor;
let nurse: PersonActor;
let session: string;
let conference: string;
beforeAll(async () => {
	house = await makeTestHouse();
	const { db } = house.owner;
	const [hospital, school] = [randomUUID(), randomUUID()];
	await db.insert(organisation).values([
		{ id: hospital, parentId: house.organisationId, kind: 'hospital', name: `Nemocnice ${tag}` },
		{ id: school, parentId: house.organisationId, kind: 'school', name: `Škola ${tag}` }
	]);
	admin = await putPerson(db, { role: 'admin', organisation: house.organisationId, name: `Správná Ivana ${tag}` });
	partAdmin = await putPerson(db, { role: 'administrator', organisation: school, name: `Školní Správce ${tag}` });
	clerk = await putPerson(db, { role: 'staff', organisation: house.organisationId, name: `Jana Archivní ${tag}` });
	await db.insert(roleGrant).values({ affiliationId: clerk.affiliation, role: 'recordings.clerk', organisationId: house.organisationId, grantedBy: admin.person, validFrom: new Date('2026-01-05T09:00:00Z') });
	nurse = await putPerson(db, { role: 'staff', organisation: hospital, name: `Karla Nováková ${tag}` });
	await putPerson(db, { role: 'staff', organisation: hospital, name: `Karel Novák ${tag}` });
	[session, conference] = [randomUUID(), randomUUID()];
	const shared = { organisationId: hospital, startsAt: new Date(), plannedMinutes: 60 };
	await db.insert(meeting).values([{ id: session, title: 'Rada', kind: 'session', ...shared }, { id: conference, title: 'Konzilium', kind: 'case', ...shared }]);
	await db.insert(meetingPerson).values([{ meetingId: session, personId: nurse.person, role: 'invited' }, { meetingId: conference, personId: nurse.person, role: 'host' }]);
});
afterAll(() => house?.close());

const ask = (actor: PersonActor, asked: Partial<Asked>) => withActor(house.portal.db, actor, (tx) => askAbout({ db: house.portal.db, tx, actor, asked: { person: '', action: 'meetings.see', thing: session, ...asked }, now: new Date() }));
const answer = async (asked: Partial<Asked>) => (await ask(admin, asked)).answers.map(({ allowed, text }) => [allowed, text]);

it('offers every action that modules declare', () => expect(actionChoices().map(({ value }) => value)).toEqual(expect.arrayContaining(['meetings.see', 'recordings.play', 'admin.change-settings'])));

it('yes, by a role: whose, where, since when and by whom', async () => {
	expect(await answer({ person: `archivni ${tag}`, thing: `https://portal.example/meetings/${session}?a=b` })).toEqual([[true, `Ano: zapisovatel a archivář, Kraj ${house.organisationId}, od 5. ledna 2026, udělil(a) Správná Ivana ${tag}.`]]);
});
it('yes, by how they stand to it', async () => expect(await answer({ person: `Nováková ${tag}` })).toEqual([[true, 'Ano: jmenovitě pozvaný.']]));
it('no, and what would do', async () => {
	const [[allowed, text] = []] = await answer({ person: `Nováková ${tag}`, action: 'meetings.host' });
	expect([allowed, text]).toEqual([false, 'Ne. Bylo by potřeba: hostitel schůzky; kdo schůzku založil.']);
});
it('for an organisation and for the portal as a whole', async () => {
	expect(await answer({ person: `Nováková ${tag}`, action: 'meetings.create-call', thing: `nemocnice ${tag}` })).toEqual([[true, 'Ano: člověk z organizace, které se to týká.']]);
	expect((await answer({ person: `archivni ${tag}`, action: 'admin.change-settings', thing: '' }))[0]?.[0]).toBe(false);
});
it('asks back where several fit, and says what is missing', async () => {
	expect(await ask(admin, { person: `Novák ${tag}` })).toMatchObject({ errors: { person: expect.stringContaining('víc') }, people: [{ name: `Karel Novák ${tag}` }, { name: `Karla Nováková ${tag}` }], answers: [] });
	expect(await ask(admin, {})).toMatchObject({ errors: { person: 'Napište, o koho jde.' } });
	expect(await ask(admin, { person: clerk.person, thing: '' })).toMatchObject({ errors: { thing: 'Napište, čeho se to týká.' } });
	expect(await ask(admin, { person: clerk.person, action: 'nothing.here' })).toMatchObject({ errors: {}, answers: [] });
});
it('stands in the log when it was about somebody else', async () => {
	const asked = async (id: string) => house.owner.db.select({ detail: auditEntry.detail, by: auditPersonal.person, subjects: auditPersonal.subjects }).from(auditEntry).innerJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id)).where(and(eq(auditEntry.action, 'permission.asked'), eq(auditEntry.objectId, id)));
	const looked = await putPerson(house.owner.db, { role: 'staff', organisation: house.organisationId, name: `Zuzana Zkoumaná ${tag}` });
	await ask(admin, { person: `zkoumana ${tag}` });
	await ask(admin, { person: looked.person, thing: '' });
	expect(await asked(looked.person)).toEqual([{ detail: { action: 'meetings.see', thing: session }, by: admin.person, subjects: [looked.person] }]);
	await ask(admin, { person: admin.person });
	expect(await asked(admin.person)).toEqual([]);
});
it('says nothing of a case that the asker does not see, nor of people outside their part', async () => {
	const [hidden, unknown] = [await ask(admin, { person: nurse.person, thing: conference }), await ask(admin, { person: nurse.person, thing: randomUUID() })];
	expect(hidden).toEqual(unknown);
	expect(hidden.answers).toEqual([]);
	expect(await ask(partAdmin, { person: nurse.person })).toMatchObject({ errors: { person: expect.any(String) }, people: [], answers: [] });
	expect(await ask(clerk, { person: clerk.person })).toMatchObject({ people: [], answers: [] });
});
