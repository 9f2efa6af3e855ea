/** Whoever runs the portal: never nobody. */
import { DomainError } from '#lib/domain-error.ts';
import type { Tx } from '@sal/db';
import { sql } from 'drizzle-orm';

/** What would be taken away: a person altogether, an affiliation, or one grant. */
type Loss = { person: string } | { affiliation: string } | { grant: string };

/** Somebody must be left who runs the portal. @throws {DomainError} `organisations-last-operator` */
export async function operatorsRemain(tx: Tx, { without }: { without: Loss }): Promise<void> {
	const lost = 'person' in without ? sql`a.person_id = ${without.person}::uuid` : 'affiliation' in without ? sql`a.id = ${without.affiliation}::uuid` : sql`g.id = ${without.grant}::uuid`;
	const [row] = await tx.execute<{ left: boolean; touched: boolean }>(sql`
		select coalesce(bool_or(not (${lost})), false) as left, coalesce(bool_or(${lost}), false) as touched
		from role_grant g join affiliation a on a.id = g.affiliation_id join person p on p.id = a.person_id
		where g.role = 'portal.admin' and g.revoked_at is null and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
			and (a.valid_until is null or a.valid_until > sal_today()) and p.disabled_at is null`);
	if (row?.touched && !row.left) throw new DomainError('organisations-last-operator');
}
