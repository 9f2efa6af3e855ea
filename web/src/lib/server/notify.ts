/** Tells people that something has happened which concerns them. */
import type { Tx } from '@sal/db';
import { sql } from 'drizzle-orm';

export interface Notice {
	/** Ids; whoever does it themself is not told. */
	people: readonly string[];
	/** A kind that a module declares (`#lib/notification-kind.ts`). */
	kind: string;
	/** What the sentence needs. Names and titles as they are now. */
	data?: Record<string, string>;
	/** Path of the thing on our own origin. */
	href: string;
	/** Whoever does it is told too: work that they have begun has ended long after. */
	doerToo?: boolean;
}

/** In the act's own transaction: whoever hears of it can see it. Mail and push follow by a job. */
export async function notify(tx: Tx, { people, kind, data = {}, href, doerToo = false }: Notice): Promise<void> {
	if (people.length === 0) return;
	// As one JSON value: drizzle would take an array for a list of parameters.
	const added = await tx.execute(sql`
		insert into notification (person_id, kind, data, href)
		select p.id, ${kind}, ${JSON.stringify(data)}::jsonb, ${href}
		from person p where p.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(people)}::jsonb)) and p.disabled_at is null and (${doerToo} or p.id is distinct from sal_person())`);
	if (added.count > 0) await tx.execute(sql`select pg_notify('sal_jobs', 'notifications')`);
}
