import { and, eq, lt, sql } from 'drizzle-orm';
import { connect } from '../connect.ts';
import { affiliation, credential, meeting, meetingOrganisation, meetingPerson, organisation, person, roleGrant } from '../schema/index.ts';
import { demoMeetings } from './meetings.ts';
import { organisations } from './organisations.ts';
import { people } from './people.ts';

/**
 * Puts the demo region in, or what is missing of it; runs as the owner at every start of the demo mode.
 * The password is the one of this start; a meeting that nobody entered before it was over comes again, so that there is always one to try.
 */
export async function putDemo({ url, passwordHash, now }: { url: string; passwordHash: string; now: Date }): Promise<void> {
	const { db, close } = connect({ url, max: 1 });
	try {
		await db.transaction(async (tx) => {
			for (const row of organisations) await tx.insert(organisation).values(row).onConflictDoNothing();
			for (const { affiliation: place, role, organisationId, ...row } of people) {
				await tx.insert(person).values(row).onConflictDoNothing();
				await tx.insert(affiliation).values({ id: place, personId: row.id, organisationId }).onConflictDoNothing();
				if (role) await tx.insert(roleGrant).values({ id: place, affiliationId: place, role, organisationId }).onConflictDoNothing();
				await tx.insert(credential).values({ personId: row.id, passwordHash }).onConflictDoUpdate({ target: credential.personId, set: { passwordHash, changedAt: now } });
			}
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
