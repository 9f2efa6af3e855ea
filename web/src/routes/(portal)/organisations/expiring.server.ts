/** Tells of roles that will end by themselves while there is still time to lengthen them. */
import { rootOrganisations, withActor, type Database, type Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import { notify } from '#lib/server/notify.ts';

/** How many days before the end people are told: in good time, and once more. */
export const STAGES = [14, 3] as const;
export const KIND = 'organisations.role-expiring';

interface Expiring extends Record<string, unknown> {
	id: string;
	until: string;
	organisation: string;
	person: string;
	name: string;
	stage: number;
}

/** Grants of which this stage has come and nobody was told of it yet; not those that were given for less time than that. */
function expiring(tx: Tx, now: Date): Promise<Expiring[]> {
	const at = sql`${now.toISOString()}::timestamptz`;
	return tx.execute<Expiring>(sql`
		select g.id, to_char(g.valid_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until, o.name as organisation, a.person_id as person, p.name, s.stage
		from role_grant g
		join affiliation a on a.id = g.affiliation_id and (a.valid_until is null or a.valid_until > sal_today())
		join person p on p.id = a.person_id and p.disabled_at is null
		join organisation o on o.id = g.organisation_id
		cross join lateral (
			select min(days) as stage from (values ${sql.join(STAGES.map((days) => sql`(${days}::int)`), sql`, `)}) as each(days)
			where g.valid_until <= ${at} + make_interval(days => days)) s
		where g.revoked_at is null and g.valid_from <= ${at} and g.valid_until > ${at} and s.stage is not null
			and g.valid_until - greatest(g.valid_from, g.created_at) > make_interval(days => s.stage)
			and g.organisation_id in (select sal_job_scope())
			and not exists (
				select from notification n where n.kind = ${KIND} and n.data ->> 'grant' = g.id::text and n.data ->> 'until' = to_char(g.valid_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') and (n.data ->> 'stage')::int <= s.stage)
		for update of g`).then((rows) => [...rows]);
}

/** Who can lengthen it: whoever gave it, if they still administer there; otherwise the nearest administrators above. */
async function administratorsOf(tx: Tx, grant: string): Promise<string[]> {
	const rows = await tx.execute<{ person: string }>(sql`
		with candidates as (
			select distinct a.person_id as person, array_length(top.path, 1) as depth, a.person_id is not distinct from g.granted_by as giver
			from role_grant g
			join organisation o on o.id = g.organisation_id
			join role_grant r on r.organisation_id = any (o.path) and r.role in ('portal.admin', 'organisation.admin')
				and r.revoked_at is null and r.valid_from <= now() and (r.valid_until is null or r.valid_until > now()) and r.id <> g.id
			join organisation top on top.id = r.organisation_id
			join affiliation a on a.id = r.affiliation_id and (a.valid_until is null or a.valid_until > sal_today())
			where g.id = ${grant}::uuid)
		select distinct person from candidates
		where case when (select bool_or(giver) from candidates) then giver else depth = (select max(depth) from candidates) end`);
	return rows.map(({ person }) => person);
}

/** Once a day. Twice at once, or again after a death, tells nobody twice. Answers with of how many grants was told. */
export async function tellOfExpiring(db: Database, now: Date): Promise<number> {
	let told = 0;
	for (const organisation of await rootOrganisations(db)) {
		told += await withActor(db, { kind: 'job', organisation, name: KIND }, async (tx) => {
			const grants = await expiring(tx, now);
			for (const { id, until, organisation: where, person, name, stage } of grants) {
				const data = { grant: id, until, stage: String(stage), organisation: where };
				await notify(tx, { people: [person], kind: KIND, data, href: `/organisations/people/${person}` });
				const others = (await administratorsOf(tx, id)).filter((each) => each !== person);
				await notify(tx, { people: others, kind: KIND, data: { ...data, holder: name }, href: `/organisations/people/${person}` });
			}
			return grants.length;
		});
	}
	return told;
}
