/** Materials of agenda items: what the members read before they decide. */
import { and, asc, desc, eq, inArray, lte } from 'drizzle-orm';
import { councilItem, councilMaterial, councilMaterialVersion, person, type Actor, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { append } from '../append.server.ts';
import { permit, type Session } from '../permit.server.ts';
import type { CouncilEvents } from '../events.ts';
import type { KeptFile } from './intake.server.ts';

interface Act {
	session: string;
	now: Date;
}
type Material = typeof councilMaterial.$inferSelect;
type Version = typeof councilMaterialVersion.$inferSelect;

/** Newest version of each, in the order in which they came; those that were withdrawn last. Row-level security leaves out what the actor may not know of. */
export async function materialsOf(tx: Tx, session: string): Promise<(Material & { newest: Version })[]> {
	const rows = await tx
		.selectDistinctOn([councilMaterial.id], { material: councilMaterial, newest: councilMaterialVersion })
		.from(councilMaterial)
		.innerJoin(councilMaterialVersion, eq(councilMaterialVersion.materialId, councilMaterial.id))
		.where(eq(councilMaterial.sessionId, session))
		.orderBy(councilMaterial.id, desc(councilMaterialVersion.version));
	const rank = ({ withdrawnAt, createdAt, id }: Material) => [withdrawnAt === null ? 0 : 1, createdAt.getTime(), id] as const;
	return rows.map(({ material, newest }) => ({ ...material, newest })).sort((one, other) => { const [a, b] = [rank(one), rank(other)]; return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1); });
}

/** What everybody may read, by item: names and hashes as they hang on the notice board. */
export async function openMaterials(tx: Tx, session: string): Promise<{ item: string; id: string; title: string; newest: Version }[]> {
	const closed = new Set((await tx.select({ id: councilItem.id }).from(councilItem).where(and(eq(councilItem.sessionId, session), eq(councilItem.closed, true)))).map(({ id }) => id));
	return (await materialsOf(tx, session)).filter((each) => each.public && each.withdrawnAt === null && !closed.has(each.itemId)).map(({ itemId, id, title, newest }) => ({ item: itemId, id, title, newest }));
}

/** May this actor bring files to this session, and is this item on its agenda? Asked before a file is taken in. @throws {DomainError} `not-found`, `forbidden` */
export async function mayBring(tx: Tx, actor: PersonActor, { session: id, item, now }: Act & { item?: string }): Promise<void> {
	await permit(tx, { actor, id, action: 'prepare', now });
	if (item !== undefined && (await tx.$count(councilItem, and(eq(councilItem.id, item), eq(councilItem.sessionId, id)))) === 0) throw new DomainError('not-found');
}

/** Adds a file to an item, for members and the office until it is opened to everybody. Answers with its id. @throws {DomainError} `not-found`, `forbidden` */
export async function addMaterial(tx: Tx, actor: PersonActor, { item, file, ...act }: Act & { item: string; file: KeptFile }): Promise<string> {
	const { session } = await permit(tx, { actor, id: act.session, action: 'prepare', now: act.now, lock: true });
	await mayBring(tx, actor, { ...act, item });
	const [row] = await tx.insert(councilMaterial).values({ sessionId: session.id, itemId: item, title: file.title, createdBy: actor.person, createdAt: act.now }).returning();
	if (!row) throw new Error('the material was not inserted');
	const version = await addVersion(tx, actor, { material: row, version: 1, file, now: act.now });
	await note(tx, { session, material: row, version, what: 'added' });
	return row.id;
}

/** Brings a new version; those before stay. Answers with its number. @throws {DomainError} `council-material-withdrawn` */
export async function replaceMaterial(tx: Tx, actor: PersonActor, { material: id, file, ...act }: Act & { material: string; file: KeptFile }): Promise<number> {
	const { session, material, newest } = await standing(tx, actor, { ...act, material: id });
	const version = await addVersion(tx, actor, { material, version: newest.version + 1, file, now: act.now });
	await note(tx, { session, material, version, what: 'replaced' });
	return version.version;
}

/** Says what the agenda calls it, and whether everybody may read it. @throws {DomainError} `council-material-withdrawn`, `council-item-closed` when what is dealt with without the public would be opened */
export async function changeMaterial(tx: Tx, actor: PersonActor, { material: id, title, open, ...act }: Act & { material: string; title: string; open: boolean }): Promise<void> {
	const { session, material, newest } = await standing(tx, actor, { ...act, material: id });
	const [item] = await tx.select({ closed: councilItem.closed }).from(councilItem).where(eq(councilItem.id, material.itemId));
	if (open && item?.closed) throw new DomainError('council-item-closed');
	if (material.title === title && material.public === open) return;
	await tx.update(councilMaterial).set({ title, public: open }).where(eq(councilMaterial.id, id));
	await note(tx, { session, material, version: newest, what: 'changed', detail: { public: open } });
}

/**
 * Takes it back. Before the publication it is as if it had never been, and its files are to be deleted (their keys are the answer); afterwards it stays in the list with the reason, and only
 * those who prepare the session open it. @throws {DomainError} `council-material-withdrawn`
 */
export async function withdrawMaterial(tx: Tx, actor: PersonActor, { material: id, why, ...act }: Act & { material: string; why: string }): Promise<string[]> {
	const { session, material, newest } = await standing(tx, actor, { ...act, material: id });
	await note(tx, { session, material, version: newest, what: 'withdrawn', detail: { why } });
	if (session.publishedAt !== null) {
		await tx.update(councilMaterial).set({ withdrawnAt: act.now, withdrawnBy: actor.person, withdrawnWhy: why, public: false }).where(eq(councilMaterial.id, id));
		return [];
	}
	const versions = await tx.select({ key: councilMaterialVersion.objectKey }).from(councilMaterialVersion).where(eq(councilMaterialVersion.materialId, id));
	await tx.delete(councilMaterial).where(eq(councilMaterial.id, id));
	return versions.map(({ key }) => key);
}

/** One material with all its versions, the newest first. @throws {DomainError} `not-found` */
export async function readMaterial(tx: Tx, actor: Actor, { session: id, material: which, now }: Act & { material: string }) {
	const { session, may } = await permit(tx, { actor, id, action: 'see', now });
	const [row] = await tx
		.select({ material: councilMaterial, item: { id: councilItem.id, number: councilItem.number, title: councilItem.title, closed: councilItem.closed } })
		.from(councilMaterial)
		.innerJoin(councilItem, eq(councilItem.id, councilMaterial.itemId))
		.where(and(eq(councilMaterial.id, which), eq(councilMaterial.sessionId, id)));
	if (!row) throw new DomainError('not-found');
	const versions = await tx
		.select({ version: councilMaterialVersion, by: person.name })
		.from(councilMaterialVersion)
		.leftJoin(person, eq(person.id, councilMaterialVersion.createdBy))
		.where(eq(councilMaterialVersion.materialId, which))
		.orderBy(desc(councilMaterialVersion.version));
	return { ...row, session, versions: versions.map(({ version, by }) => ({ ...version, by })), may: { prepare: may('prepare'), open: row.material.withdrawnAt === null || may('prepare') } };
}

/** The file of one version, or of the newest: for an address that is signed right after. Opening what is dealt with without the public is logged. @throws {DomainError} `not-found`, `council-material-withdrawn` */
export async function openVersion(tx: Tx, actor: Actor, { version, ...asked }: Act & { material: string; version: number | null }): Promise<{ objectKey: string; fileName: string; mediaType: string }> {
	const { item, session, versions, may } = await readMaterial(tx, actor, asked);
	if (!may.open) throw new DomainError('council-material-withdrawn');
	const found = version === null ? versions[0] : versions.find((each) => each.version === version);
	if (!found) throw new DomainError('not-found');
	if (item.closed) await audit(tx, { action: 'council.material-opened', object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, detail: { material: asked.material, version: found.version } });
	return { objectKey: found.objectKey, fileName: found.fileName, mediaType: found.mediaType };
}

/** What the sealed recording says of materials: everything that members could read of open items until then, without names, which not everybody may know. The same until the same moment, whenever it is asked. */
export async function materialsUntil(tx: Tx, { session, until }: { session: string; until: Date }) {
	const rows = await tx
		.select({ item: councilItem.number, material: councilMaterial.id, version: councilMaterialVersion.version, size: councilMaterialVersion.size, sha256: councilMaterialVersion.sha256, withdrawnAt: councilMaterial.withdrawnAt })
		.from(councilMaterialVersion)
		.innerJoin(councilMaterial, eq(councilMaterial.id, councilMaterialVersion.materialId))
		.innerJoin(councilItem, eq(councilItem.id, councilMaterial.itemId))
		.where(and(eq(councilMaterialVersion.sessionId, session), eq(councilItem.closed, false), lte(councilMaterialVersion.createdAt, until)))
		.orderBy(asc(councilMaterial.createdAt), asc(councilMaterial.id), asc(councilMaterialVersion.version));
	return rows.map(({ withdrawnAt, ...row }) => ({ ...row, withdrawn: withdrawnAt !== null && withdrawnAt <= until }));
}

/** Which of these files belong to a material. */
export async function knownKeys(tx: Tx, keys: string[]): Promise<string[]> {
	const rows = await tx.select({ key: councilMaterialVersion.objectKey }).from(councilMaterialVersion).where(inArray(councilMaterialVersion.objectKey, keys));
	return rows.map(({ key }) => key);
}

/** The material, for those who prepare its session, while it was not withdrawn; locked. */
async function standing(tx: Tx, actor: PersonActor, { session: id, material: which, now }: Act & { material: string }): Promise<{ session: Session; material: Material; newest: Version }> {
	const { session } = await permit(tx, { actor, id, action: 'prepare', now, lock: true });
	const found = (await materialsOf(tx, id)).find((each) => each.id === which);
	if (!found) throw new DomainError('not-found');
	if (found.withdrawnAt !== null) throw new DomainError('council-material-withdrawn');
	return { session, material: found, newest: found.newest };
}

async function addVersion(tx: Tx, actor: PersonActor, { material, version, file, now }: { material: Material; version: number; file: KeptFile; now: Date }): Promise<Version> {
	const { fileName, mediaType, size, sha256, objectKey } = file;
	const [row] = await tx.insert(councilMaterialVersion).values({ sessionId: material.sessionId, materialId: material.id, version, fileName, mediaType, size, sha256, objectKey, createdBy: actor.person, createdAt: now }).returning();
	if (!row) throw new Error('the version was not inserted');
	return row;
}

interface Noting {
	session: Session;
	material: Material;
	version: Version;
	what: CouncilEvents['material.changed']['what'];
	detail?: Record<string, string | boolean>;
}

/** In the log always; among the session's events once it hangs on the notice board. */
async function note(tx: Tx, { session, material, version: { version, sha256 }, what, detail }: Noting): Promise<void> {
	await audit(tx, { action: `council.material-${what}`, object: { kind: 'council-session', id: session.id, organisation: session.organisationId }, detail: { material: material.id, version, sha256, ...detail } });
	if (session.publishedAt !== null) await append(tx, { session: session.id, type: 'material.changed', data: { material: material.id, what, version, sha256 }, item: material.itemId });
}
