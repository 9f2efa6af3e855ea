/** Imports as their page sees them. Reading files and changing what they say is the job's work. */
import { directoryImport, directoryImportPiece, directoryImportRow, person, type Actor, type ImportState, type PersonActor, type Tx } from '@sal/db';
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import { permissions } from './permissions.ts';
import { MAX_BYTES } from './table/table.ts';

/** A slice of an upload, in bytes: below what the server takes as one body. */
export const SLICE = 256 * 1024;
export const ROWS_PER_PAGE = 100;

interface Asked {
	tx: Tx;
	actor: Actor;
}

const PORTAL = { path: [], relations: [], traits: [] };

/** @throws {DomainError} `forbidden` for everybody but administrators */
export function requireImporter(actor: Actor, action: 'import' | 'export' = 'import'): PersonActor {
	if (actor.kind !== 'person' || !may({ subject: actor, action: permissions.actions[action], resource: PORTAL, now: new Date() })) throw new DomainError('forbidden');
	return actor;
}

export interface NewImport {
	of: 'organisations' | 'people';
	fileName: string;
	/** Bytes. */
	size: number;
	/** What the importer may grant through the file. */
	grantable: { role: string; below: string[] }[];
}

/** Begins an upload; answers with its id. @throws {DomainError} `forbidden`, `import-too-large` */
export async function beginImport({ tx, actor, of, fileName, size, grantable }: Asked & NewImport): Promise<string> {
	const { person: uploadedBy, affiliation: affiliationId, organisation: organisationId } = requireImporter(actor);
	if (size > MAX_BYTES) throw new DomainError('import-too-large');
	const id = crypto.randomUUID();
	await tx.insert(directoryImport).values({ id, of, fileName, size, grantable, uploadedBy, affiliationId, organisationId });
	return id;
}

type Named = Asked & { id: string };

/** The import, to be changed by whoever uploaded it. @throws {DomainError} `forbidden`, `not-found`; `import-not-checked` when it is in none of these states */
async function requireOwn({ tx, actor, id }: Named, states: readonly ImportState[]) {
	const { person: uploader } = requireImporter(actor);
	const row = await readImport({ tx, actor, id });
	if (row.uploadedBy !== uploader) throw new DomainError('forbidden');
	if (!states.includes(row.state)) throw new DomainError('import-not-checked');
	return row;
}

/** Keeps one slice of the file; the same slice again replaces it. @throws {DomainError} as above, `bad-input`, `import-too-large` */
export async function keepSlice({ number, bytes, ...asked }: Named & { number: number; bytes: Uint8Array }): Promise<void> {
	const { size } = await requireOwn(asked, ['uploading']);
	if (!Number.isInteger(number) || number < 0 || number > MAX_BYTES / SLICE || bytes.length === 0) throw new DomainError('bad-input');
	if (bytes.length > SLICE || number * SLICE >= size) throw new DomainError('import-too-large');
	await asked.tx.insert(directoryImportPiece).values({ importId: asked.id, number, bytes: Buffer.from(bytes) }).onConflictDoUpdate({ target: [directoryImportPiece.importId, directoryImportPiece.number], set: { bytes: Buffer.from(bytes) } });
}

/** The upload is whole: the dry run may begin. @throws {DomainError} `import-incomplete` */
export async function checkImport(asked: Named): Promise<void> {
	const { size } = await requireOwn(asked, ['uploading']);
	const [kept] = await asked.tx.select({ bytes: sql<string>`coalesce(sum(length(${directoryImportPiece.bytes})), 0)` }).from(directoryImportPiece).where(eq(directoryImportPiece.importId, asked.id));
	if (Number(kept?.bytes) !== size) throw new DomainError('import-incomplete');
	await queue(asked, 'waiting-check');
}

/** All of it, or nothing: only a file without a refused row is applied. @throws {DomainError} `import-not-checked` */
export async function applyImport(asked: Named): Promise<void> {
	await requireOwn(asked, ['checked']);
	await queue(asked, 'waiting-apply');
}

/** Neither done with nor in the job's hands. */
const waitsForPeople: ImportState[] = ['uploading', 'unreadable', 'refused', 'checked', 'failed'];

/** Forgets the file and its rows; that it was there stays. @throws {DomainError} `import-not-checked` while the job has it */
export async function discardImport(asked: Named): Promise<void> {
	await requireOwn(asked, waitsForPeople);
	await forget(asked.tx, [asked.id], 'discarded');
}

/** Files of people lie about no longer than their importer needs to look them over. */
const DAYS_KEPT = 7;

/** Forgets the files and rows of imports that nobody has applied for a week, as a job of their organisation or one above it; answers with how many. */
export async function lapseImports(tx: Tx, { now }: { now: Date }): Promise<number> {
	const before = new Date(now.getTime() - DAYS_KEPT * 86_400_000);
	const untouched = sql`coalesce(${directoryImport.checkedAt}, ${directoryImport.createdAt}) < ${before.toISOString()}::timestamptz`;
	const left = await tx.select({ id: directoryImport.id }).from(directoryImport).where(and(inArray(directoryImport.state, waitsForPeople), untouched)).for('update', { skipLocked: true });
	if (left.length > 0) await forget(tx, left.map(({ id }) => id), 'lapsed');
	return left.length;
}

async function forget(tx: Tx, ids: string[], state: ImportState): Promise<void> {
	await tx.delete(directoryImportPiece).where(inArray(directoryImportPiece.importId, ids));
	await tx.delete(directoryImportRow).where(inArray(directoryImportRow.importId, ids));
	await tx.update(directoryImport).set({ state }).where(inArray(directoryImport.id, ids));
}

async function queue({ tx, id }: Named, state: ImportState): Promise<void> {
	await tx.update(directoryImport).set({ state, done: 0 }).where(eq(directoryImport.id, id));
	await tx.execute(sql`notify sal_jobs`);
}

const shown = {
	id: directoryImport.id,
	of: directoryImport.of,
	fileName: directoryImport.fileName,
	size: directoryImport.size,
	state: directoryImport.state,
	done: directoryImport.done,
	total: directoryImport.total,
	told: directoryImport.told,
	counts: directoryImport.counts,
	sha256: directoryImport.sha256,
	createdAt: directoryImport.createdAt,
	appliedAt: directoryImport.appliedAt,
	uploadedBy: directoryImport.uploadedBy,
	uploader: person.name
};

/** @throws {DomainError} `forbidden`, `not-found` */
export async function readImport({ tx, actor, id }: Named) {
	requireImporter(actor);
	const [row] = /^[0-9a-f-]{36}$/.test(id) ? await tx.select(shown).from(directoryImport).innerJoin(person, eq(person.id, directoryImport.uploadedBy)).where(eq(directoryImport.id, id)) : [];
	if (!row) throw new DomainError('not-found');
	return row;
}
export type Import = Awaited<ReturnType<typeof readImport>>;

/** The newest imports that the actor may see. @throws {DomainError} `forbidden` */
export function readImports({ tx, actor }: Asked): Promise<Import[]> {
	requireImporter(actor);
	return tx.select(shown).from(directoryImport).innerJoin(person, eq(person.id, directoryImport.uploadedBy)).orderBy(desc(directoryImport.createdAt)).limit(50);
}

/** One page of verdicts, all or those of one outcome; `page` from 1. */
export async function readVerdicts({ tx, id, outcome, page }: { tx: Tx; id: string; outcome: 'created' | 'changed' | 'unchanged' | 'refused' | undefined; page: number }) {
	const which = and(eq(directoryImportRow.importId, id), outcome && eq(directoryImportRow.outcome, outcome));
	const [total] = await tx.select({ rows: count() }).from(directoryImportRow).where(which);
	const { line, label, outcome: verdict, detail } = directoryImportRow;
	const rows = await tx.select({ line, label, outcome: verdict, detail }).from(directoryImportRow).where(which).orderBy(asc(directoryImportRow.number)).limit(ROWS_PER_PAGE).offset((page - 1) * ROWS_PER_PAGE);
	return { rows, pages: Math.max(1, Math.ceil((total?.rows ?? 0) / ROWS_PER_PAGE)) };
}
