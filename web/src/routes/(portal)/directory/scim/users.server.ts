/** People of a directory's organisation and of all below it: read, put in, changed, taken out. */
import { affiliation, organisation, person, scimIdentity, type Tx } from '@sal/db';
import { and, asc, countDistinct, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import { audit } from '#lib/server/audit.ts';
import { ScimError } from './error.ts';
import type { DirectoryUser, WantedUser } from './resource.ts';

/** Whose directory it is, inside a transaction that acts as its job. */
export interface Directory {
	tx: Tx;
	/** The organisation that the token is for. */
	organisation: string;
	label: string;
}

interface Placed extends DirectoryUser {
	placeId: string;
	unitId: string;
}

const holds = or(isNull(affiliation.validUntil), sql`${affiliation.validUntil} > sal_today()`);

/** With the first place that each holds below the organisation. */
async function readPlaced({ tx, organisation: top }: Directory, { which, page }: { which?: SQL | undefined; page?: Page } = {}): Promise<Placed[]> {
	const placed = tx
		.selectDistinctOn([person.id], {
			id: person.id,
			externalId: scimIdentity.externalId,
			email: person.email,
			name: person.name,
			givenName: person.givenName,
			familyName: person.familyName,
			disabledAt: person.disabledAt,
			position: affiliation.position,
			placeId: affiliation.id,
			unitId: organisation.id,
			unitName: organisation.name,
			createdAt: person.createdAt
		})
		.from(person)
		.innerJoin(affiliation, and(eq(affiliation.personId, person.id), holds))
		.innerJoin(organisation, and(eq(organisation.id, affiliation.organisationId), sql`${organisation.path} @> array[${top}::uuid]`))
		.leftJoin(scimIdentity, and(eq(scimIdentity.personId, person.id), eq(scimIdentity.organisationId, top)))
		.where(and(isNull(person.erasedAt), which))
		.orderBy(person.id, asc(affiliation.validFrom), asc(affiliation.id))
		.$dynamic();
	const rows = await (page ? placed.limit(page.count).offset(page.startIndex - 1) : placed);
	return rows.map(({ disabledAt, unitName, ...row }) => ({ ...row, active: disabledAt === null, organisationName: unitName, department: row.unitId === top ? '' : unitName }));
}

export interface UserQuestion {
	/** Only this id, address or id of the source system. */
	id?: string | undefined;
	userName?: string | undefined;
	externalId?: string | undefined;
}

/** Users whom the directory keeps, all or the one who is asked for. */
export function readUsers(directory: Directory, { id, userName, externalId }: UserQuestion = {}): Promise<DirectoryUser[]> {
	if (id !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return Promise.resolve([]);
	const which = and(id === undefined ? undefined : eq(person.id, id), userName === undefined ? undefined : eq(sql`lower(${person.email})`, userName.toLowerCase()), externalId === undefined ? undefined : eq(scimIdentity.externalId, externalId));
	return readPlaced(directory, { which });
}

/** `startIndex` from 1. */
interface Page {
	startIndex: number;
	count: number;
}

/** One page of all users, in the order of their ids, and how many there are. */
export async function readUserPage(directory: Directory, page: Page): Promise<{ users: DirectoryUser[]; total: number }> {
	const [counted] = await directory.tx
		.select({ total: countDistinct(person.id) })
		.from(person)
		.innerJoin(affiliation, and(eq(affiliation.personId, person.id), holds))
		.where(and(isNull(person.erasedAt), inArray(affiliation.organisationId, below(directory.organisation))));
	return { users: await readPlaced(directory, { page }), total: counted?.total ?? 0 };
}

/** @throws {ScimError} 404 */
export async function readUser(directory: Directory, id: string): Promise<Placed> {
	const [found] = (await readUsers(directory, { id })) as Placed[];
	if (!found) throw new ScimError(404, `There is no user ${id} in this organisation.`);
	return found;
}

/** A new account, or a place here for somebody whom the portal knows from elsewhere. @throws {ScimError} 409 `uniqueness` */
export async function createUser(directory: Directory, wanted: WantedUser): Promise<DirectoryUser> {
	const { tx } = directory;
	if ((await readUsers(directory, { userName: wanted.email })).length > 0) throw new ScimError(409, `There is a user ${wanted.email} already.`, 'uniqueness');
	const [known] = await tx.select({ id: person.id }).from(person).where(and(eq(sql`lower(${person.email})`, wanted.email.toLowerCase()), isNull(person.erasedAt)));
	const id = known?.id ?? crypto.randomUUID();
	if (!known) {
		const { email, name, givenName, familyName } = wanted;
		await tx.insert(person).values({ id, email, name, givenName, familyName });
	}
	await setExternalId(directory, id, wanted.externalId);
	await tx.insert(affiliation).values({ personId: id, organisationId: await unitFor(directory, wanted.department), position: wanted.position });
	// Whom others administer too, they keep as they are.
	if (known && (await mayManage(directory, id))) await setPerson(directory, id, wanted);
	if (!wanted.active && (await mayManage(directory, id))) await setDisabled(directory, id, true);
	await audit(tx, { action: 'directory.user-created', object: { kind: 'person', id, organisation: directory.organisation }, subjects: [id] });
	return readUser(directory, id);
}

/** Makes a user what the directory wants. @throws {ScimError} 404, 403 for what others administer too, 409 */
export async function replaceUser(directory: Directory, id: string, wanted: WantedUser): Promise<DirectoryUser> {
	const { tx } = directory;
	const was = await readUser(directory, id);
	const manage = await mayManage(directory, id);
	const renamed = was.email !== wanted.email || was.name !== wanted.name || was.givenName !== wanted.givenName || was.familyName !== wanted.familyName;
	const unit = await unitFor(directory, wanted.department);
	// A directory sends everybody again and again: what changes nothing is no matter.
	if (renamed || unit !== was.unitId || was.position !== wanted.position || was.active !== wanted.active) await refuseOperator(directory, id);
	if (renamed && !manage) throw new ScimError(403, 'The person belongs to other organisations too: name and userName are kept by whoever administers all of them.');
	if (renamed) await setPerson(directory, id, wanted);
	if (was.externalId !== wanted.externalId) await setExternalId(directory, id, wanted.externalId);
	if (unit !== was.unitId) {
		await endPlaces(directory, id);
		await tx.insert(affiliation).values({ personId: id, organisationId: unit, position: wanted.position });
	} else if (was.position !== wanted.position) await tx.update(affiliation).set({ position: wanted.position }).where(eq(affiliation.id, was.placeId));
	await audit(tx, { action: 'directory.user-changed', object: { kind: 'person', id, organisation: directory.organisation }, detail: { active: wanted.active, renamed, moved: unit !== was.unitId }, subjects: [id] });
	if (was.active === wanted.active) return readUser(directory, id);
	if (manage) await setDisabled(directory, id, !wanted.active);
	// Somebody who works elsewhere too goes on there: here it is over.
	else if (!wanted.active) await endPlaces(directory, id);
	else throw new ScimError(403, 'The account was disabled by others, and they administer it too.');
	return manage ? readUser(directory, id) : { ...was, active: false };
}

/** Ends the person's places here; without one anywhere, the account is disabled. What they did stays. @throws {ScimError} 404 */
export async function removeUser(directory: Directory, id: string): Promise<void> {
	await readUser(directory, id);
	await refuseOperator(directory, id);
	await endPlaces(directory, id);
	await setExternalId(directory, id, null);
	const [left] = await directory.tx.select({ id: affiliation.id }).from(affiliation).where(and(eq(affiliation.personId, id), holds)).limit(1);
	if (!left && (await mayManage(directory, id))) await setDisabled(directory, id, true);
	await audit(directory.tx, { action: 'directory.user-removed', object: { kind: 'person', id, organisation: directory.organisation }, detail: { disabled: !left }, subjects: [id] });
}

async function mayManage({ tx }: Directory, id: string): Promise<boolean> {
	const [row] = await tx.execute<{ may: boolean }>(sql`select sal_may_manage(${id}::uuid) as may`);
	return row?.may ?? false;
}

/** Whoever runs the portal, or audits it, is changed by its operators: a directory would be a way to take over their account. */
async function refuseOperator({ tx }: Directory, id: string): Promise<void> {
	const [row] = await tx.execute<{ operator: boolean }>(sql`select coalesce(bool_or(sal_operators_place(${affiliation.id})), false) as operator from ${affiliation} where ${affiliation.personId} = ${id}::uuid and ${holds}`);
	if (row?.operator) throw new ScimError(403, 'The person has a role over the portal itself: only its operators change their account.');
}

const below = (top: string) => sql`(select ${organisation.id} from ${organisation} where ${organisation.path} @> array[${top}::uuid])`;

async function endPlaces({ tx, organisation: top }: Directory, id: string): Promise<void> {
	await tx.update(affiliation).set({ validUntil: sql`greatest(${affiliation.validFrom}, sal_today())` }).where(and(eq(affiliation.personId, id), holds, inArray(affiliation.organisationId, below(top))));
}

const setDisabled = async ({ tx }: Directory, id: string, disabled: boolean) => void (await tx.update(person).set({ disabledAt: disabled ? sql`now()` : null }).where(eq(person.id, id)));

async function setPerson({ tx }: Directory, id: string, { email, name, givenName, familyName }: WantedUser): Promise<void> {
	const [other] = await tx.select({ id: person.id }).from(person).where(eq(sql`lower(${person.email})`, email.toLowerCase()));
	if (other && other.id !== id) throw new ScimError(409, `Somebody else has the userName ${email}.`, 'uniqueness');
	await tx.update(person).set({ email, name, givenName, familyName }).where(eq(person.id, id));
}

/** The directory's own name for somebody; nobody else's directory sees it. @throws {ScimError} 409 `uniqueness` */
async function setExternalId({ tx, organisation: organisationId }: Directory, personId: string, externalId: string | null): Promise<void> {
	const own = and(eq(scimIdentity.organisationId, organisationId), eq(scimIdentity.personId, personId));
	if (externalId === null) return void (await tx.delete(scimIdentity).where(own));
	const [other] = await tx.select({ id: scimIdentity.personId }).from(scimIdentity).where(and(eq(scimIdentity.organisationId, organisationId), eq(scimIdentity.externalId, externalId)));
	if (other && other.id !== personId) throw new ScimError(409, `Somebody else has the externalId ${externalId}.`, 'uniqueness');
	await tx.insert(scimIdentity).values({ organisationId, personId, externalId }).onConflictDoUpdate({ target: [scimIdentity.organisationId, scimIdentity.personId], set: { externalId } });
}

/** The unit that a department names, by id of the source system or by its only name; else the organisation itself. */
async function unitFor({ tx, organisation: top }: Directory, department: string): Promise<string> {
	if (department === '') return top;
	const found = await tx.select({ id: organisation.id, externalId: organisation.externalId }).from(organisation)
		.where(and(inArray(organisation.id, below(top)), or(eq(organisation.externalId, department), eq(organisation.name, department)), or(isNull(organisation.validUntil), sql`${organisation.validUntil} > sal_today()`)));
	return (found.find(({ externalId }) => externalId === department) ?? (found.length === 1 ? found[0] : undefined))?.id ?? top;
}
