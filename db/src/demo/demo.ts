import { and, eq, like, lt, sql } from 'drizzle-orm';
import { connect } from '../connect.ts';
import { credential, meeting, meetingOrganisation, meetingPerson, person } from '../schema/index.ts';
import { demoMeetings } from './meetings.ts';

/** Addresses of the demo's people: `.test` is reserved (RFC 6761), no mail can ever reach anybody. */
const DEMO_DOMAIN = 'demo.sal.test';
/** How many accounts the launcher names: the first of the file are in every role and in most kinds of organisation. */
const SHOWN = 24;

/**
 * Puts in what the demo region has beside its organisations and people, which the portal imports from their files: passwords and meetings.
 * Runs as the owner at every start of the demo mode. The password is the one of this start; a meeting that nobody entered before it was over comes again, so that there is always one to try.
 */
export async function putDemo({ url, passwordHash, now }: { url: string; passwordHash: string; now: Date }): Promise<void> {
	const { db, close } = connect({ url, max: 1 });
	try {
		await db.transaction(async (tx) => {
			const people = await tx.select({ personId: person.id }).from(person).where(like(person.email, `%@${DEMO_DOMAIN}`));
			for (const { personId } of people) await tx.insert(credential).values({ personId, passwordHash }).onConflictDoUpdate({ target: credential.personId, set: { passwordHash, changedAt: now } });
			for (const { row, hosts, invited, organisations: bodies = [] } of demoMeetings(now)) {
				const added = await tx.insert(meeting).values(row).onConflictDoNothing().returning({ id: meeting.id });
				if (!added.length) {
					await tx.update(meeting).set({ startsAt: row.startsAt }).where(and(eq(meeting.id, row.id), eq(meeting.state, 'planned'), lt(sql`${meeting.startsAt} + ${meeting.plannedMinutes} * interval '1 minute'`, sql`${now.toISOString()}::timestamptz`)));
					continue;
				}
				const members = [...hosts.map((personId) => ({ personId, role: 'host' as const })), ...invited.map((personId) => ({ personId, role: 'invited' as const }))];
				await tx.insert(meetingPerson).values(members.map((member) => ({ ...member, meetingId: row.id })));
				if (bodies.length) await tx.insert(meetingOrganisation).values(bodies.map((organisationId) => ({ organisationId, meetingId: row.id })));
			}
		});
	} finally {
		await close();
	}
}

/** The accounts that the launcher names, a line each. */
export async function demoAccounts(url: string): Promise<string[]> {
	const { db, close } = connect({ url, max: 1 });
	try {
		const rows = await db.execute<{ email: string; roles: string | null; name: string }>(sql`
			select p.email, p.name, (select string_agg(distinct g.role, ', ') from role_grant g join affiliation a on a.id = g.affiliation_id where a.person_id = p.id and g.revoked_at is null) as roles
			from person p where p.email like ${`%@${DEMO_DOMAIN}`} and p.external_id ~ '^os-[0-9]+$' order by substring(p.external_id from 4)::int`);
		return rows.slice(0, SHOWN).map(({ email, roles, name }) => `  ${email.padEnd(26)} ${(roles ?? '').padEnd(18)} ${name}`);
	} finally {
		await close();
	}
}
