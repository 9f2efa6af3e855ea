/**
 * Groups are the portal's roles at the directory's organisation: that is what a directory's groups are made for, and units of an
 * organisation are where people belong (`department`), which no group can say. There are as many as there are roles; none is made or deleted.
 */
import { affiliation, person, roleGrant } from '@sal/db';
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { allRoles } from '#lib/permissions/all.ts';
import { ADMINISTRATOR, AUDITOR, OPERATOR } from '#lib/permissions/frame.ts';
import { audit } from '#lib/server/audit.ts';
import { ScimError } from './error.ts';
import type { DirectoryGroup } from './resource.ts';
import { readUser, readUsers, type Directory } from './users.server.ts';

/** Who administers is decided by people. */
const roles = () => allRoles.filter(({ id }) => ![OPERATOR, ADMINISTRATOR, AUDITOR].includes(id));

const held = and(isNull(roleGrant.revokedAt), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, sql`now()`)), or(isNull(affiliation.validUntil), sql`${affiliation.validUntil} > sal_today()`));

export async function readGroups({ tx, organisation }: Directory): Promise<DirectoryGroup[]> {
	const holders = await tx
		.selectDistinct({ role: roleGrant.role, id: person.id, name: person.name })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(person, eq(person.id, affiliation.personId))
		.where(and(eq(roleGrant.organisationId, organisation), held))
		.orderBy(roleGrant.role, person.id);
	return roles().map(({ id, title }) => ({ id, title: title(), members: holders.filter(({ role }) => role === id).map((each) => ({ id: each.id, name: each.name })) }));
}

/** @throws {ScimError} 404 */
export async function readGroup(directory: Directory, id: string): Promise<DirectoryGroup> {
	const found = (await readGroups(directory)).find((each) => each.id === id);
	if (!found) throw new ScimError(404, `There is no group ${id}. Groups are the portal's roles.`);
	return found;
}

/** A group that a directory wants to make is one of the roles, or none. @throws {ScimError} 409 for a role, 400 for anything else */
export function refuseNewGroup(displayName: unknown): never {
	const known = roles().some(({ id, title }) => displayName === id || displayName === title());
	if (known) throw new ScimError(409, 'This group is there: it is a role of the portal.', 'uniqueness');
	throw new ScimError(400, `Groups are the portal's roles and none can be added. There are: ${roles().map(({ id }) => id).join(', ')}.`, 'invalidValue');
}

/** Grants the role to those who are new, and revokes it from those who are gone. @throws {ScimError} 404, 400 for a member who is no user here */
export async function setMembers(directory: Directory, id: string, wanted: readonly string[]): Promise<DirectoryGroup> {
	const { tx, organisation } = directory;
	const { members } = await readGroup(directory, id);
	const was = new Set(members.map((member) => member.id));
	const added = wanted.filter((each) => !was.has(each));
	const gone = [...was].filter((each) => !wanted.includes(each));
	for (const member of added) {
		if ((await readUsers(directory, { id: member })).length === 0) throw new ScimError(400, `There is no user ${member} in this organisation.`, 'invalidValue');
		const { placeId } = await readUser(directory, member);
		await tx.insert(roleGrant).values({ affiliationId: placeId, role: id, organisationId: organisation, note: `SCIM: ${directory.label}` });
		await audit(tx, { action: 'role.granted', object: { kind: 'person', id: member, organisation }, detail: { role: id }, subjects: [member] });
	}
	if (gone.length > 0) {
		const places = tx.select({ id: affiliation.id }).from(affiliation).where(inArray(affiliation.personId, gone));
		await tx.update(roleGrant).set({ revokedAt: sql`now()` }).where(and(eq(roleGrant.role, id), eq(roleGrant.organisationId, organisation), isNull(roleGrant.revokedAt), inArray(roleGrant.affiliationId, places)));
		for (const member of gone) await audit(tx, { action: 'role.revoked', object: { kind: 'person', id: member, organisation }, detail: { role: id }, subjects: [member] });
	}
	return readGroup(directory, id);
}
