/** What the job does with an imported file: checks it for the dry run, or applies it. Begun again after a death, it does the same again. */
import { directoryImport, directoryImportPiece, directoryImportRow, findActor, withActor, type Actor, type Database, type Tx, type WaitingImport } from '@sal/db';
import { createHash } from 'node:crypto';
import { notify } from '#lib/server/notify.ts';
import { asc, eq } from 'drizzle-orm';
import { HeaderError, readFile, type FileRows } from './read-file.ts';
import { applyFile, planFile, type FilePlan } from './plan.server.ts';
import { TableError } from './table/table.ts';
import { countOutcomes, type Verdict } from './verdict.ts';

const ROWS_AT_ONCE = 5_000;

interface Work {
	db: Database;
	waiting: WaitingImport;
	now: () => Date;
}

/** Takes one waiting import as far as it goes. */
export async function workOnImport({ db, waiting, now }: Work): Promise<void> {
	const found = await findActor(db, { person: waiting.uploadedBy, affiliation: waiting.affiliationId });
	if (found?.actor.affiliation !== waiting.affiliationId) {
		// Their place has ended since: nobody imports with rights that are gone.
		const job: Actor = { kind: 'job', organisation: waiting.organisationId, name: 'directory.import' };
		return withActor(db, job, async (tx) => {
			await change(tx, waiting.id, { state: 'failed' });
			await tell(tx, waiting.id, 'failed');
		});
	}
	const { actor } = found;
	const open = await withActor(db, actor, (tx) => readWaiting(tx, waiting.id));
	if (!open) return;
	const { row, bytes } = open;
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = await readOrTell(row.of, bytes);
	if ('fault' in file) {
		return withActor(db, actor, async (tx) => {
			await change(tx, row.id, { state: 'unreadable', sha256, told: file.fault, checkedAt: now() });
			await tell(tx, row.id, 'failed');
		});
	}
	const told = { as: file.as, unknown: file.unknown };
	const planning = { file, grantable: row.grantable, now: now() };
	if (row.state === 'waiting-check') {
		return withActor(db, actor, async (tx) => {
			const plan = await planFile({ tx, ...planning });
			await keepVerdicts(tx, row.id, plan.verdicts);
			await change(tx, row.id, { ...checked(plan), sha256, told, checkedAt: now(), done: 0 });
		});
	}
	await withActor(db, actor, async (tx) => {
		// In transactions of their own, so that the page sees them before all is done.
		const progress = (done: number, total: number) => withActor(db, actor, (own) => change(own, row.id, { done, total }));
		const plan = await applyFile({ tx, ...planning, sha256, id: row.id, grantedBy: actor.person, note: row.fileName, progress });
		const { state } = checked(plan);
		await keepVerdicts(tx, row.id, plan.verdicts);
		if (state === 'refused') {
			await change(tx, row.id, { ...checked(plan), checkedAt: now() });
			return tell(tx, row.id, 'failed');
		}
		await tx.delete(directoryImportPiece).where(eq(directoryImportPiece.importId, row.id));
		await change(tx, row.id, { ...checked(plan), state: 'applied', appliedAt: now() });
		await tell(tx, row.id, 'applied');
	});
}

/** Whoever has started it may be elsewhere by now. */
async function tell(tx: Tx, id: string, how: 'applied' | 'failed'): Promise<void> {
	const [row] = await tx.select({ by: directoryImport.uploadedBy, file: directoryImport.fileName }).from(directoryImport).where(eq(directoryImport.id, id));
	if (row) await notify(tx, { people: [row.by], kind: `directory.import-${how}`, data: { file: row.file }, href: `/admin/imports/${id}`, doerToo: true });
}

async function readWaiting(tx: Tx, id: string) {
	const [row] = await tx.select().from(directoryImport).where(eq(directoryImport.id, id));
	if (row?.state !== 'waiting-check' && row?.state !== 'waiting-apply') return undefined;
	const pieces = await tx.select({ bytes: directoryImportPiece.bytes }).from(directoryImportPiece).where(eq(directoryImportPiece.importId, id)).orderBy(asc(directoryImportPiece.number));
	return { row, bytes: Buffer.concat(pieces.map(({ bytes }) => bytes)) };
}

async function readOrTell(of: 'organisations' | 'people', bytes: Uint8Array): Promise<FileRows | { fault: Record<string, unknown> }> {
	try {
		return await readFile(of, bytes);
	} catch (error) {
		if (error instanceof TableError) return { fault: { fault: error.fault, ...(error.line !== undefined && { line: error.line }) } };
		if (error instanceof HeaderError) return { fault: { fault: 'bad-header', missing: error.missing, twice: error.twice } };
		throw error;
	}
}

function checked(plan: FilePlan) {
	const counts = countOutcomes(plan.verdicts);
	return { counts, total: plan.verdicts.length, state: counts.refused > 0 ? 'refused' : 'checked' } as const;
}

const change = async (tx: Tx, id: string, values: Partial<typeof directoryImport.$inferInsert>): Promise<void> => void (await tx.update(directoryImport).set(values).where(eq(directoryImport.id, id)));

async function keepVerdicts(tx: Tx, importId: string, verdicts: readonly Verdict[]): Promise<void> {
	await tx.delete(directoryImportRow).where(eq(directoryImportRow.importId, importId));
	const rows = verdicts.map(({ line, label, outcome, flaw, columns }, number) => ({ importId, number, line, label, outcome, detail: { ...(flaw && { flaw }), ...(columns && { columns }) } }));
	for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await tx.insert(directoryImportRow).values(rows.slice(at, at + ROWS_AT_ONCE));
}
