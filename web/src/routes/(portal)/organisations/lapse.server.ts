/** Rights that end by themselves: nobody's act tells running rooms of them, so somebody has to look. */
import { rootOrganisations, withActor, type Database, type Tx } from '@sal/db';
import { sql } from 'drizzle-orm';

const asJob = <T>(db: Database, organisation: string, fn: (tx: Tx) => Promise<T>): Promise<T> => withActor(db, { kind: 'job', organisation, name: 'organisations.lapse' }, fn);

/** Has a grant, an affiliation or a substitution ended by time after `since`? */
export async function hasLapsed(db: Database, since: Date): Promise<boolean> {
	const after = sql`${since.toISOString()}::timestamptz`;
	const midnight = sql`(valid_until::timestamp at time zone 'Europe/Prague')`;
	const question = sql`
		select exists (select from role_grant where revoked_at is null and valid_until > ${after} and valid_until <= now())
			or exists (select from substitution where revoked_at is null and valid_until > ${after} and valid_until <= now())
			or exists (select from affiliation where valid_until between (${after} at time zone 'Europe/Prague')::date and sal_today() and ${midnight} > ${after} and ${midnight} <= now()) as lapsed`;
	for (const organisation of await rootOrganisations(db)) {
		const [row] = await asJob(db, organisation, (tx) => tx.execute<{ lapsed: boolean }>(question));
		if (row?.lapsed) return true;
	}
	return false;
}

/** Has everybody decided about again whose rights ended by time after `since`, in the rooms that they are in. Answers with how many people that is. */
export async function reviewLapsed(db: Database, since: Date): Promise<number> {
	// Of any organisation: the function looks everywhere, and only jobs may call it.
	const [organisation] = await rootOrganisations(db);
	if (organisation === undefined) return 0;
	const [row] = await asJob(db, organisation, (tx) => tx.execute<{ people: number }>(sql`select sal_review_lapsed(${since.toISOString()}::timestamptz) as people`));
	return row?.people ?? 0;
}
