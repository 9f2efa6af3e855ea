import { audit } from '#lib/server/audit.ts';
import { affiliation, type Tx } from '@sal/db';
import { asc, eq, sql } from 'drizzle-orm';

interface Act {
	action: string;
	/** Whom it was done to, and where. Without a person: what it was done to. */
	person?: string;
	organisation?: string;
	detail?: Record<string, unknown>;
	/** Others whom it concerns. */
	also?: readonly string[];
}

/** Writes an act into the log. An act on a person is read by who administers where it was done, else where the person belongs. */
export async function record(tx: Tx, { action, person, organisation, detail, also = [] }: Act): Promise<void> {
	const at = organisation ?? (person === undefined ? undefined : await homeOf(tx, person));
	const object = { ...(person === undefined ? { kind: 'organisation', ...(organisation !== undefined && { id: organisation }) } : { kind: 'person', id: person }), ...(at !== undefined && { organisation: at }) };
	await audit(tx, { action, object, ...(detail && { detail }), subjects: person === undefined ? also : [person, ...also] });
}

async function homeOf(tx: Tx, person: string): Promise<string | undefined> {
	const [row] = await tx.select({ organisation: affiliation.organisationId }).from(affiliation).where(eq(affiliation.personId, person)).orderBy(sql`${affiliation.validUntil} desc nulls first`, asc(affiliation.validFrom), asc(affiliation.id)).limit(1);
	return row?.organisation;
}
