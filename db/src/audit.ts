import { sql } from 'drizzle-orm';
import { type Tx } from './connect.ts';
import { type AuditOutcome } from './schema/index.ts';

/** What an act was done to; `organisation` is the one that it belongs to, which decides who may read the entry. */
export interface AuditObject {
	kind: string;
	id?: string;
	organisation?: string;
}

export interface AuditEntry {
	/** `<module>.<verb>`, such as `role.granted`. */
	action: string;
	object?: AuditObject;
	/** `done` unless told otherwise. */
	outcome?: AuditOutcome;
	/** Facts about the act. Never a name, an address, a title of a case: this part cannot be erased. */
	detail?: Record<string, unknown>;
	/** What of the facts is personal: it can be erased with the person. */
	personal?: Record<string, unknown>;
	/** People whom it concerns beside the actor; they may read it. */
	subjects?: readonly string[];
	/** Who is signing in, while no actor can be named (`withIdentity`); of no effect otherwise. */
	person?: string;
}

/**
 * Writes an entry of the log in the act's own transaction: both happen, or neither does. Who did it, in whose place, from where and in which
 * request PostgreSQL takes from the transaction (`withActor`), not from the caller. Answers with the entry's id.
 */
export async function audit(tx: Tx, { action, object, outcome = 'done', detail, personal, subjects = [], person }: AuditEntry): Promise<number> {
	const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
	const [row] = await tx.execute<{ id: string }>(sql`
		select sal_audit(${action}, ${outcome}, ${object?.kind ?? null}, ${object?.id ?? null}, ${object?.organisation ?? null}::uuid,
			${json(detail)}::jsonb, ${json(personal)}::jsonb, ${`{${subjects.join(',')}}`}::uuid[], ${person ?? null}::uuid) as id`);
	return Number(row?.id);
}

/**
 * Forgets who a person was in the log: names, addresses, browsers and personal details of what they did, of what was done in their place, and of
 * entries about them whose free text names them. The entries stay, and the chain stays whole; that it was done is an entry itself. For operators of
 * the whole portal; {@link erasePerson} does it too. Answers with how many entries it was.
 */
export async function eraseFromAudit(tx: Tx, person: string): Promise<number> {
	const [row] = await tx.execute<{ erased: string }>(sql`select sal_audit_erase(${person}::uuid) as erased`);
	return Number(row?.erased);
}

/**
 * Erases a person (GDPR art. 17): the row stays without a name, every way in, every place and role ends, and the log forgets them. What must be
 * kept by law stays: attendance and recordings of sessions. For whoever administers all their places, once the account is disabled; PostgreSQL refuses
 * everybody else, and while the person is the only host of a meeting to come. Answers with how many entries of the log have forgotten them.
 */
export async function erasePerson(tx: Tx, person: string): Promise<number> {
	const [row] = await tx.execute<{ forgotten: string }>(sql`select sal_erase_person(${person}::uuid) as forgotten`);
	return Number(row?.forgotten);
}
