/** The demo region: its two files, imported the way administrators import theirs. */
import { auditEntry, organisation, person, type Database, type Tx } from '@sal/db';
import { createHash } from 'node:crypto';
import { readFile as readBytes } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { applyFile } from '../routes/(portal)/directory/plan.server.ts';
import { readFile, type FileRows } from '../routes/(portal)/directory/read-file.ts';
import { readOrganisations } from '../routes/(portal)/directory/state.server.ts';

const FOLDER = join(import.meta.dirname, '../../demo');
const blocks = { organisation: '8000', person: '9000', place: 'b000' } as const;

/** Ids of the demo region are the same everywhere, by the number in the reference (`org-11`, `os-3`): its meetings name them. */
const fixedId = (of: keyof typeof blocks, reference: string) => `00000000-0000-4000-${blocks[of]}-${(/\d+$/.exec(reference)?.[0] ?? '').padStart(12, '0')}`;

/** The second place of a person has no number of its own. */
function idMaker(): (of: keyof typeof blocks, reference: string) => string {
	const given = new Set<string>();
	return (of, reference) => {
		const id = fixedId(of, reference);
		if (given.has(id)) return crypto.randomUUID();
		given.add(id);
		return id;
	};
}

/** Demo regions of earlier versions have the same ids, and no references yet. */
async function nameEarlier(tx: Tx, file: FileRows): Promise<void> {
	for (const read of file.rows) {
		if (!('row' in read)) continue;
		const { id } = read.row;
		if (file.of === 'organisations') await tx.update(organisation).set({ externalId: id }).where(and(eq(organisation.id, fixedId('organisation', id)), isNull(organisation.externalId)));
		else await tx.update(person).set({ externalId: id }).where(and(eq(person.id, fixedId('person', id)), isNull(person.externalId)));
	}
}

async function importOnce(tx: Tx, of: 'organisations' | 'people'): Promise<void> {
	const bytes = await readBytes(join(FOLDER, `${of}.csv`));
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	// What people change in their demo afterwards stays.
	const [earlier] = await tx.select({ id: auditEntry.id }).from(auditEntry).where(and(eq(auditEntry.action, 'import.applied'), sql`${auditEntry.detail}->>'sha256' = ${sha256}`)).limit(1);
	if (earlier) return;
	const file = await readFile(of, bytes);
	await nameEarlier(tx, file);
	const administered = new Set((await readOrganisations(tx)).map(({ id }) => id));
	const plan = await applyFile({ tx, file, sha256, grantable: 'all', reach: { administered, roots: true }, now: new Date(), newId: idMaker(), grantedBy: null, note: `${of}.csv` });
	const refused = plan.verdicts.find(({ flaw }) => flaw);
	if (refused) throw new Error(`${of}.csv, line ${refused.line}: ${refused.flaw?.column} ${refused.flaw?.reason} ${refused.flaw?.detail ?? ''}`);
}

/** Imports each file once. What people change in their demo afterwards stays. */
export async function putRegion(db: Database): Promise<void> {
	await db.transaction(async (tx) => {
		await importOnce(tx, 'organisations');
		await importOnce(tx, 'people');
	});
}
