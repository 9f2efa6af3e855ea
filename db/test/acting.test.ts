/** Affiliations, grants and substitutions as the database sees them, whatever the application says. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { affiliation, findActor, meeting, organisation, organisationVersion, person, roleGrant, substitution, withActor, type Connection, type PersonActor } from '../src/index.ts';
import { openFilled } from './filled.ts';
import { actors, meetings, org, personId, type MeetingName, type Who } from './region.ts';

const HOUR = 3_600_000;
let owner: Connection;
let app: Connection;
let close: (() => Promise<void>) | undefined;
beforeAll(async () => {
	({ owner, app, close } = await openFilled());
});
afterAll(() => close?.());

const as = (who: Who) => actors[who] as PersonActor;
const seen = async (actor: PersonActor): Promise<MeetingName[]> => {
	const rows = await withActor(app.db, actor, (tx) => tx.select({ id: meeting.id }).from(meeting));
	return (Object.keys(meetings) as MeetingName[]).filter((name) => rows.some(({ id }) => id === meetings[name]));
};
const refused = { cause: expect.objectContaining({ code: '42501' }) };

/** The member stands in for somebody, from … to … in hours from now. */
async function standsIn({ whom, from = -1, until = 1, revoked = false }: { whom: Who; from?: number; until?: number; revoked?: boolean }): Promise<PersonActor> {
	const now = Date.now();
	const [row] = await owner.db
		.insert(substitution)
		.values({ affiliationId: as(whom).affiliation, deputyId: personId.rootMember, validFrom: new Date(now + from * HOUR), validUntil: new Date(now + until * HOUR), createdBy: personId[whom], revokedAt: revoked ? new Date() : null })
		.returning({ id: substitution.id });
	return { ...as(whom), person: personId.rootMember, substitution: { id: row?.id ?? '', person: personId[whom] } };
}

it('an affiliation that is not one’s own is worth nothing, whatever the application says', async () => {
	expect(await seen({ ...as('rootMember'), affiliation: as('rootAdmin').affiliation, organisation: org.root, grants: as('rootAdmin').grants })).toEqual(['session', 'case']);
});

it('one affiliation at a time: another one of the same person brings its grants only when it is acted in', async () => {
	const [place] = await owner.db.insert(affiliation).values({ personId: personId.nurse, organisationId: org.town }).returning({ id: affiliation.id });
	const town = { ...as('nurse'), affiliation: place?.id ?? '' };
	await owner.db.insert(roleGrant).values({ affiliationId: town.affiliation, role: 'recordings.clerk', organisationId: org.town });
	expect(await seen(as('nurse'))).toEqual(['rootCall', 'session']);
	expect(await seen(town)).toEqual(['session', 'townCall']);
	await owner.db.update(affiliation).set({ validUntil: '2020-01-02', validFrom: '2020-01-01' }).where(eq(affiliation.id, town.affiliation));
	expect(await seen(town)).toEqual(['session']);
	expect(await findActor(owner.db, { person: personId.nurse, affiliation: town.affiliation })).toMatchObject({ actor: { affiliation: as('nurse').affiliation, grants: [] } });
});

it('a deputy has the office, and what its holder is invited to, but for patients’ cases', async () => {
	const office = await standsIn({ whom: 'rootOffice' });
	expect(await seen(office)).toEqual(['rootCall', 'session', 'case']);
	expect(await findActor(owner.db, { person: personId.rootMember, substitution: office.substitution?.id })).toMatchObject({ representedName: 'rootOffice', actor: { grants: [{ role: 'council.office' }], substitution: { person: personId.rootOffice } } });
	// The mayor created a case conference and hosts a call; `case` is the deputy's own invitation.
	expect(await seen(await standsIn({ whom: 'mayor' }))).toEqual(['rootCall', 'session', 'case', 'townCall']);
	expect(await seen(await standsIn({ whom: 'doctor' }))).not.toContain('sharedCase');
});

it('nobody administers in somebody else’s place', async () => {
	const admin = await standsIn({ whom: 'rootAdmin' });
	expect((await findActor(owner.db, { person: personId.rootMember, substitution: admin.substitution?.id }))?.actor.grants).toEqual([]);
	expect(await seen(admin)).not.toContain('townCall');
});

it.each([
	['over', { from: -3, until: -1 }],
	['still to come', { from: 1, until: 3 }],
	['revoked', { revoked: true }]
])('a substitution that is %s is worth nothing', async (_, when) => {
	const office = await standsIn({ whom: 'rootOffice', ...when });
	expect(await seen(office)).toEqual(['session', 'case']);
	expect(await findActor(owner.db, { person: personId.rootMember, substitution: office.substitution?.id })).toMatchObject({ actor: { affiliation: as('rootMember').affiliation }, representedName: null });
});

it('somebody else’s substitution cannot be used, and nobody makes one for a place that is not theirs to give', async () => {
	const office = await standsIn({ whom: 'rootOffice' });
	expect(await seen({ ...office, person: personId.townClerk })).toEqual(['session']);
	const give = (who: Who, whom: Who) => withActor(app.db, as(who), (tx) => tx.insert(substitution).values({ affiliationId: as(whom).affiliation, deputyId: personId.townClerk, validFrom: new Date(), validUntil: new Date(Date.now() + HOUR), createdBy: personId[who] }));
	await expect(give('nurse', 'rootOffice')).rejects.toMatchObject(refused);
	await expect(give('nurse', 'nurse')).resolves.toBeDefined();
	await expect(give('rootAdmin', 'nurse')).resolves.toBeDefined();
});

it('a delegated administrator gives roles inside the subtree, and none that reach over the portal', async () => {
	const grant = (role: string, at: string, to: Who) => withActor(app.db, as('hospitalManager'), (tx) => tx.insert(roleGrant).values({ affiliationId: as(to).affiliation, role, organisationId: at }));
	await expect(grant('recordings.clerk', org.ward, 'nurse')).resolves.toBeDefined();
	await expect(grant('recordings.clerk', org.root, 'nurse')).rejects.toMatchObject(refused);
	await expect(grant('recordings.clerk', org.ward, 'mayor')).rejects.toMatchObject(refused);
	await expect(grant('portal.admin', org.ward, 'nurse')).rejects.toMatchObject(refused);
	await expect(withActor(app.db, as('nurse'), (tx) => tx.insert(roleGrant).values({ affiliationId: as('nurse').affiliation, role: 'recordings.clerk', organisationId: org.ward }))).rejects.toMatchObject(refused);
	await expect(withActor(app.db, as('rootAdmin'), (tx) => tx.update(roleGrant).set({ role: 'portal.admin' }))).rejects.toMatchObject(refused);
});

it('a delegated administrator changes people who are wholly theirs, and units below, and carries none away', async () => {
	const rename = (id: string) => withActor(app.db, as('hospitalManager'), (tx) => tx.update(person).set({ name: 'Nové Jméno' }).where(eq(person.id, id)).returning({ id: person.id }));
	expect(await rename(personId.doctor)).toHaveLength(1);
	expect(await rename(personId.mayor)).toHaveLength(0);
	const put = (id: string, parentId: string) => withActor(app.db, as('hospitalManager'), (tx) => tx.update(organisation).set({ parentId }).where(eq(organisation.id, id)).returning({ id: organisation.id }));
	await expect(put(org.hospital, org.town)).rejects.toMatchObject(refused);
	await expect(put(org.ward, org.town)).rejects.toMatchObject(refused);
	expect(await put(org.town, org.hospital)).toHaveLength(0);
});

it('neither a directory’s job nor a delegated administrator at the top takes over who runs the portal', async () => {
	await owner.db.insert(roleGrant).values({ affiliationId: as('rootOffice').affiliation, role: 'organisation.admin', organisationId: org.root });
	for (const actor of [actors.jobOfRoot, actors.rootOffice]) {
		const rename = (id: string) => withActor(app.db, actor, (tx) => tx.update(person).set({ email: `${id}@taken.test` }).where(eq(person.id, id)).returning({ id: person.id }));
		const end = (id: string) => withActor(app.db, actor, (tx) => tx.update(affiliation).set({ validUntil: '2030-01-01' }).where(eq(affiliation.id, id)));
		for (const who of ['rootAdmin', 'rootAuditor'] as const) {
			expect(await rename(personId[who])).toEqual([]);
			await expect(end(as(who).affiliation)).rejects.toMatchObject(refused);
		}
		expect(await rename(personId.doctor)).toHaveLength(1);
		await expect(end(as('doctor').affiliation)).resolves.toBeDefined();
	}
	await expect(withActor(app.db, as('rootAdmin'), (tx) => tx.update(affiliation).set({ validUntil: '2030-01-01' }).where(eq(affiliation.id, as('rootAuditor').affiliation)))).resolves.toBeDefined();
});

it('the tree keeps its versions by days, and nobody rewrites them', async () => {
	const add = owner.db.insert(organisation).values({ parentId: org.root, kind: 'school', name: 'Gymnázium', validFrom: '2020-01-01' }).returning({ id: organisation.id });
	const id = (await add)[0]?.id ?? '';
	await owner.db.update(organisation).set({ name: 'Gymnázium Opava' }).where(eq(organisation.id, id));
	await owner.db.update(organisation).set({ name: 'Gymnázium a SOŠ Opava', parentId: org.town }).where(eq(organisation.id, id));
	const versions = await withActor(app.db, as('mayor'), (tx) => tx.select().from(organisationVersion).where(eq(organisationVersion.organisationId, id)).orderBy(organisationVersion.validFrom));
	const today = versions[1]?.validFrom;
	expect(versions).toMatchObject([
		{ name: 'Gymnázium', parentId: org.root, validFrom: '2020-01-01', validUntil: today },
		{ name: 'Gymnázium a SOŠ Opava', parentId: org.town, validUntil: null }
	]);
	await expect(withActor(app.db, as('rootAdmin'), (tx) => tx.update(organisationVersion).set({ name: 'x' }))).rejects.toMatchObject(refused);
});
