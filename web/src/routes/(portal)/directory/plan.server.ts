/** A file against the database: what it would change, and changing it. The dry run, the import and the demo region go the same way. */
import type { Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import { dayOf } from '#lib/day.ts';
import { audit } from '#lib/server/audit.ts';
import { planOrganisations, type OrganisationPlan, type Reach } from './organisations.rules.ts';
import { planPeople, type Grantable, type PeoplePlan } from './people.rules.ts';
import type { FileRows } from './read-file.ts';
import { readNamedPeople, readOrganisations, readReach } from './state.server.ts';
import { countOutcomes, type NewId } from './verdict.ts';
import { writeOrganisations, writePeople } from './write.server.ts';

export type FilePlan = ({ of: 'organisations' } & OrganisationPlan) | ({ of: 'people' } & PeoplePlan);

interface Planning {
	tx: Tx;
	file: FileRows;
	grantable: Grantable;
	now: Date;
	/** Of the operator at the server itself, who is no actor and may do everything. */
	reach?: Reach;
	/** Random ids unless told otherwise. */
	newId?: NewId;
}

/** What the file would change for the actor of this transaction. */
export async function planFile({ tx, file, grantable, now, reach, newId = () => crypto.randomUUID() }: Planning): Promise<FilePlan> {
	const today = dayOf(now);
	const known = await readOrganisations(tx);
	const reached = reach ?? (await readReach(tx));
	if (file.of === 'organisations') return { of: file.of, ...planOrganisations({ rows: file.rows, known, reach: reached, today, newId }) };
	const rows = file.rows.flatMap((read) => ('row' in read ? [read.row] : []));
	const state = await readNamedPeople({ tx, rows, administered: reached.administered, today });
	return { of: file.of, ...planPeople({ rows: file.rows, ...state, units: known, administered: reached.administered, grantable, today, newId }) };
}

interface Applying extends Planning {
	/** SHA-256 (hex) of the file, for the log. */
	sha256: string;
	/** Id of the import, when there is one. */
	id?: string;
	grantedBy: string | null;
	/** Beside every grant: where it came from. */
	note: string;
	/** How many rows of the database are written, of how many. */
	progress?: (done: number, of: number) => Promise<void>;
}

/** Plans anew and writes, unless a row is refused: then nothing is written. One entry in the log for the file. */
export async function applyFile({ sha256, id, grantedBy, note, progress, ...planning }: Applying): Promise<FilePlan> {
	const { tx } = planning;
	// Two files at once would each plan without the other.
	await tx.execute(sql`select pg_advisory_xact_lock(hashtext('sal.directory'))`);
	const plan = await planFile(planning);
	const counts = countOutcomes(plan.verdicts);
	if (counts.refused > 0) return plan;
	const of = rowsOf(plan);
	const told = progress && ((done: number) => progress(done, of));
	if (plan.of === 'organisations') await writeOrganisations({ tx, plan, ...(told && { progress: told }) });
	else await writePeople({ tx, plan, grantedBy, note, ...(told && { progress: told }) });
	await audit(tx, { action: 'import.applied', object: { kind: 'import', ...(id && { id }) }, detail: { of: plan.of, sha256, ...counts } });
	return plan;
}

/** How many rows of the database a plan writes. */
export function rowsOf(plan: FilePlan): number {
	if (plan.of === 'organisations') return plan.created.flat().length + plan.changed.length;
	const { people, places, grants } = plan;
	return people.created.length + people.changed.length + places.created.length + places.changed.length + grants.length;
}
