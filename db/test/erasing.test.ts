/** Who erases whom, what goes, what stays, and that nothing brings them back. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affiliation, audit, auditPersonal, connect, credential, erasureRequest, knownDevice, meetingPerson, notification, oneTimeLink, passkey, person, roleGrant, scimIdentity, session, withActor, type Connection } from '../src/index.ts';
import { makeDatabase, type TestDatabase } from './database.ts';
import { actors, fillRegion, meetings, org, personId, type ActorName, type Who } from './region.ts';

let database: TestDatabase;
let owner: Connection;
let app: Connection;
beforeAll(async () => {
	database = await makeDatabase();
	await fillRegion(database.ownerUrl);
	owner = connect({ url: database.ownerUrl, max: 2 });
	app = connect({ url: database.appUrl, max: 3 });
});
afterAll(async () => {
	await app.close();
	await owner.close();
	await database.drop();
});

const disable = (id: string) => owner.db.update(person).set({ disabledAt: new Date() }).where(eq(person.id, id));
const erase = (who: ActorName, id: string) => withActor(app.db, actors[who], (tx) => tx.execute(sql`select sal_erase_person(${id}::uuid)`));
const wall = { cause: { code: '42501' } };

/** Somebody new in an organisation. */
async function newcomer(at: string, role?: string): Promise<{ id: string; place: string }> {
	const id = crypto.randomUUID();
	const place = crypto.randomUUID();
	await owner.db.insert(person).values({ id, email: `${id}@example.test`, name: `MUDr. Jiří Šťastný ${id.slice(0, 4)}`, givenName: 'Jiří', familyName: 'Šťastný', externalId: `ext-${id}` });
	await owner.db.insert(affiliation).values({ id: place, personId: id, organisationId: at, position: 'lékař', validFrom: '2020-01-01' });
	if (role) await owner.db.insert(roleGrant).values({ affiliationId: place, role, organisationId: at, note: 'zástup za Jiřího' });
	return { id, place };
}

describe('somebody of the ward is erased by', () => {
	it.each<[ActorName, boolean]>([
		['rootAdmin', true],
		['hospitalAdmin', true],
		['hospitalManager', true],
		['rootAuditor', false],
		['rootClerk', false],
		['hospitalClerk', false],
		['doctor', false],
		['nurse', false],
		['mayor', false],
		['jobOfRoot', false],
		['guest', false],
		['public', false]
	])('%s: %s', async (who, may) => {
		const { id } = await newcomer(org.ward);
		await disable(id);
		const done = await erase(who, id).then(
			() => true,
			() => false
		);
		expect(done).toBe(may);
		const [row] = await owner.db.select({ name: person.name, erasedAt: person.erasedAt }).from(person).where(eq(person.id, id));
		expect(row?.erasedAt !== null && row?.name === 'Vymazaná osoba').toBe(may);
	});
	it('nobody of another house, nobody while the account is open, and nobody themself', async () => {
		const elsewhere = await newcomer(org.town);
		await disable(elsewhere.id);
		await expect(erase('hospitalManager', elsewhere.id)).rejects.toMatchObject(wall);
		const open = await newcomer(org.ward);
		await expect(erase('hospitalManager', open.id)).rejects.toMatchObject(wall);
		await expect(erase('rootAdmin', personId.rootAdmin)).rejects.toMatchObject(wall);
	});
	it('a part’s administrator does not erase whoever runs the portal', async () => {
		const { id } = await newcomer(org.hospital, 'portal.admin');
		await disable(id);
		await expect(erase('hospitalManager', id)).rejects.toMatchObject(wall);
	});
	it('nobody while the person is the only host of a meeting to come', async () => {
		const { id } = await newcomer(org.hospital);
		await disable(id);
		await owner.db.execute(sql`update meeting set state = 'planned', starts_at = now() + interval '1 day' where id = ${meetings.hospitalCall}`);
		await owner.db.execute(sql`delete from meeting_person where meeting_id = ${meetings.hospitalCall} and role = 'host'`);
		await owner.db.insert(meetingPerson).values({ meetingId: meetings.hospitalCall, personId: id, role: 'host' });
		await expect(erase('hospitalAdmin', id)).rejects.toMatchObject(wall);
		await owner.db.insert(meetingPerson).values({ meetingId: meetings.hospitalCall, personId: personId.doctor, role: 'host' }).onConflictDoUpdate({ target: [meetingPerson.meetingId, meetingPerson.personId], set: { role: 'host' } });
		await erase('hospitalAdmin', id);
		expect(await owner.db.$count(meetingPerson, eq(meetingPerson.personId, id))).toBe(0);
	});
});

describe('of an erased person', () => {
	let id: string;
	let place: string;
	let did: number;
	let named: number;
	let about: number;
	beforeAll(async () => {
		({ id, place } = await newcomer(org.ward, 'cases.clinician'));
		await owner.db.insert(credential).values({ personId: id, passwordHash: 'x' });
		await owner.db.insert(session).values({ id: `s-${id}`, userId: id, expiresAt: new Date(Date.now() + 3_600_000) });
		await owner.db.insert(passkey).values({ id: `k-${id}`, personId: id, publicKey: 'x', counter: 0, name: 'telefon' });
		await owner.db.insert(knownDevice).values({ tokenHash: 'x', personId: id });
		await owner.db.insert(oneTimeLink).values({ tokenHash: `l-${id}`, purpose: 'reset', personId: id, expiresAt: new Date(Date.now() + 3_600_000) });
		await owner.db.insert(notification).values({ personId: id, kind: 'test.kind', data: {}, href: '/' });
		await owner.db.insert(scimIdentity).values({ organisationId: org.hospital, personId: id, externalId: 'jiri.stastny' });
		const actor = { kind: 'person', person: id, organisation: org.ward, affiliation: place, grants: [] } as const;
		did = await withActor(app.db, actor, (tx) => audit(tx, { action: 'test.did', personal: { note: 'x' } }), { address: '10.1.2.3' });
		named = await withActor(app.db, actors.nurse, (tx) => audit(tx, { action: 'test.named', subjects: [id], personal: { note: `nahrazuje Šťastný Jiří` } }));
		about = await withActor(app.db, actors.nurse, (tx) => audit(tx, { action: 'test.about', subjects: [id], personal: { note: 'jiná věc' } }));
		await withActor(app.db, actor, (tx) => tx.insert(erasureRequest).values({ personId: id }));
		await disable(id);
		await erase('hospitalManager', id);
	});

	it('name, address and every way in are gone, places and roles have ended, the request is answered', async () => {
		const [row] = await owner.db.select().from(person).where(eq(person.id, id));
		expect(row).toMatchObject({ name: 'Vymazaná osoba', givenName: '', familyName: '', externalId: null, email: `${id}@erased.invalid` });
		for (const table of [credential, passkey, knownDevice, oneTimeLink, notification, scimIdentity]) expect(await owner.db.$count(table, eq(table.personId, id))).toBe(0);
		expect(await owner.db.$count(session, eq(session.userId, id))).toBe(0);
		expect(await owner.db.select({ position: affiliation.position, over: sql<boolean>`${affiliation.validUntil} <= sal_today()` }).from(affiliation).where(eq(affiliation.personId, id))).toEqual([{ position: '', over: true }]);
		expect(await owner.db.select({ note: roleGrant.note, revoked: sql<boolean>`${roleGrant.revokedAt} is not null` }).from(roleGrant).where(eq(roleGrant.affiliationId, place))).toEqual([{ note: '', revoked: true }]);
		expect(await owner.db.select({ by: erasureRequest.decidedBy }).from(erasureRequest).where(eq(erasureRequest.personId, id))).toEqual([{ by: personId.hospitalManager }]);
	});
	it('the log forgets what they did and where it names them; what others did stays told', async () => {
		const who = async (entry: number) => (await owner.db.select({ name: auditPersonal.name, address: auditPersonal.address, detail: auditPersonal.detail }).from(auditPersonal).where(eq(auditPersonal.entryId, entry)))[0];
		expect(await who(did)).toEqual({ name: null, address: null, detail: null });
		expect(await who(named)).toMatchObject({ name: null, detail: null });
		expect(await who(about)).toMatchObject({ name: 'nurse', detail: { note: 'jiná věc' } });
	});
	it('nothing comes back: no change, no place, no password, no session', async () => {
		const stays = { cause: { code: '23514' } };
		await expect(owner.db.update(person).set({ disabledAt: null }).where(eq(person.id, id))).rejects.toMatchObject(stays);
		await expect(owner.db.insert(affiliation).values({ personId: id, organisationId: org.ward })).rejects.toMatchObject(stays);
		await expect(owner.db.insert(credential).values({ personId: id, passwordHash: 'x' })).rejects.toMatchObject(stays);
		await expect(owner.db.insert(session).values({ id: 'again', userId: id, expiresAt: new Date() })).rejects.toMatchObject(stays);
	});
});

describe('a request to be erased', () => {
	const ask = (who: Who, of: Who) => withActor(app.db, actors[who], (tx) => tx.insert(erasureRequest).values({ personId: personId[of] }));
	it('is one’s own to make, and once', async () => {
		await expect(ask('doctor', 'nurse')).rejects.toMatchObject(wall);
		await ask('nurse', 'nurse');
		await expect(ask('nurse', 'nurse')).rejects.toMatchObject({ cause: { code: '23505' } });
	});
	it.each<[ActorName, number]>([['nurse', 1], ['hospitalManager', 1], ['rootAdmin', 1], ['doctor', 0], ['rootAuditor', 0], ['mayor', 0], ['guest', 0], ['public', 0]])('is seen by %s: %i', async (who, seen) => {
		expect(await withActor(app.db, actors[who], (tx) => tx.$count(erasureRequest, eq(erasureRequest.personId, personId.nurse)))).toBe(seen);
	});
	it('is heard of by whoever administers the organisations above', async () => {
		const told = (await withActor(app.db, actors.nurse, (tx) => tx.execute<{ id: string }>(sql`select sal_my_administrators() as id`))).map(({ id }) => id);
		expect(told).toEqual(expect.arrayContaining([personId.rootAdmin, personId.hospitalAdmin, personId.hospitalManager]));
		expect(told).not.toContain(personId.doctor);
	});
	it('is not decided by whoever made it', async () => {
		await expect(withActor(app.db, actors.nurse, (tx) => tx.update(erasureRequest).set({ decidedAt: new Date(), decidedBy: personId.nurse }).where(eq(erasureRequest.personId, personId.nurse)))).rejects.toMatchObject(wall);
	});
});
