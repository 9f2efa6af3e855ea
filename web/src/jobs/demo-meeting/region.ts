/** The rows of the demo region's past meeting. Everything is written as a job of the region. */
import { affiliation, meeting, meetingPerson, organisation, person, recording, type Tx } from '@sal/db';
import { and, eq, inArray, like, ne } from 'drizzle-orm';
import { LENGTH_SECONDS } from './script.ts';

const TITLE = 'Komise pro zdravotnictví: lůžka a nákupy';
const DESCRIPTION = 'Ukázkové jednání, které portál sám nahrál po prvním spuštění.';
/** Meetings of this job, and no others, have ids that begin so; the last two digits count the attempts. */
const ID = '00000000-0000-4000-a000-0000000001';
const ATTEMPTS = 5;

export interface Member {
	id: string;
	email: string;
	name: string;
	organisation: string;
}

export interface PastMeeting {
	id: string;
	title: string;
	live: boolean;
	recording: 'none' | 'under way' | 'short' | 'kept';
}

/** What former runs have made, oldest first. */
export async function pastMeetings(tx: Tx): Promise<PastMeeting[]> {
	const rows = await tx
		.select({ id: meeting.id, title: meeting.title, state: meeting.state, recording: recording.state, durationMs: recording.durationMs })
		.from(meeting)
		.leftJoin(recording, and(eq(recording.meetingId, meeting.id), ne(recording.state, 'failed')))
		.where(inArray(meeting.id, Array.from({ length: ATTEMPTS }, (_, attempt) => idOf(attempt))))
		.orderBy(meeting.id);
	return rows.map(({ id, title, state, recording: kept, durationMs }) => ({ id, title, live: state === 'live', recording: standing(kept, durationMs) }));
}

/** A run that was interrupted leaves a genuine recording, but a short one: that is not worth showing. */
function standing(state: string | null, durationMs: number | null): PastMeeting['recording'] {
	if (state === null) return 'none';
	if (state === 'recording') return 'under way';
	return (durationMs ?? 0) >= LENGTH_SECONDS * 800 ? 'kept' : 'short';
}

const idOf = (attempt: number): string => `${ID}${String(attempt).padStart(2, '0')}`;

/** A new meeting that begins now; undefined when it has failed too often to be tried again. */
export async function planMeeting(tx: Tx, { region, attempt, members, now }: { region: string; attempt: number; members: Member[]; now: Date }): Promise<{ id: string; title: string } | undefined> {
	if (attempt >= ATTEMPTS) return undefined;
	const id = idOf(attempt);
	const [host, ...invited] = members;
	if (!host) throw new Error('the demo region has no people');
	await tx.insert(meeting).values({ id, title: TITLE, description: DESCRIPTION, kind: 'session', organisationId: region, startsAt: now, plannedMinutes: 5, recorded: true, watch: 'organisation', lobby: 'guests', createdBy: host.id });
	await tx.insert(meetingPerson).values([{ meetingId: id, personId: host.id, role: 'host' as const }, ...invited.map((member) => ({ meetingId: id, personId: member.id, role: 'invited' as const }))]);
	return { id, title: TITLE };
}

/** The people with these accounts, in this order. Throws when one is missing. */
export async function membersOf(tx: Tx, emails: string[]): Promise<Member[]> {
	const rows = await tx
		.select({ id: person.id, email: person.email, name: person.name, organisation: organisation.name })
		.from(person)
		.innerJoin(affiliation, eq(affiliation.personId, person.id))
		.innerJoin(organisation, eq(organisation.id, affiliation.organisationId))
		.where(like(person.email, '%@demo.sal.test'));
	return emails.map((email) => {
		const found = rows.find((row) => row.email === email);
		if (!found) throw new Error(`the demo region has no account ${email}`);
		return found;
	});
}
