/** A small region for the tests: root ▸ hospital ▸ ward, root ▸ municipality; one person per role that matters; meetings and recordings of each kind. */
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Actor, PersonActor } from '../src/actor.ts';
import * as schema from '../src/schema/index.ts';

const id = (group: string, n: number) => `00000000-0000-4000-8000-${group}${String(n).padStart(8, '0')}`;
export const org = { root: id('aaaa', 1), hospital: id('aaaa', 2), ward: id('aaaa', 3), town: id('aaaa', 4) };

const people = {
	rootAdmin: ['portal.admin', org.root],
	rootClerk: ['recordings.clerk', org.root],
	rootOffice: ['council.office', org.root],
	rootMember: ['council.member', org.root],
	hospitalAdmin: ['portal.admin', org.hospital],
	hospitalClerk: ['recordings.clerk', org.hospital],
	hospitalChair: ['council.chair', org.hospital],
	doctor: ['cases.clinician', org.hospital],
	nurse: [null, org.ward],
	mayor: [null, org.town],
	townClerk: ['recordings.clerk', org.town],
	rootAuditor: ['region.auditor', org.root],
	hospitalManager: ['organisation.admin', org.hospital],
	/** Was a clerk once: the grant has run out. */
	formerClerk: ['recordings.clerk', org.root]
} as const satisfies Record<string, readonly [string | null, string]>;
export type Who = keyof typeof people;
export const personId = Object.fromEntries(Object.keys(people).map((name, n) => [name, id('bbbb', n + 1)])) as Record<Who, string>;

const placeId = Object.fromEntries(Object.keys(people).map((name, n) => [name, id('abba', n + 1)])) as Record<Who, string>;

export const meetings = { rootCall: id('cccc', 1), session: id('cccc', 2), case: id('cccc', 3), hospitalCall: id('cccc', 4), townCall: id('cccc', 5), sharedCase: id('cccc', 6) };
export type MeetingName = keyof typeof meetings;
export const recordings = { rootCall: id('dddd', 1), session: id('dddd', 2), case: id('dddd', 3), hospitalCall: id('dddd', 4), townCall: id('dddd', 5), sharedCase: id('dddd', 6) };

export const guests = { invited: id('eeee', 1), revoked: id('eeee', 2), expired: id('eeee', 3) };
export const links = { good: id('ffff', 1), revoked: id('ffff', 2), expired: id('ffff', 3) };

/** The database looks grants up itself: what an actor brings along plays no part here. */
const person = (who: Who, organisation: string): PersonActor => ({ kind: 'person', person: personId[who], organisation, affiliation: placeId[who], grants: [] });

export const actors: Record<Who | 'jobOfHospital' | 'jobOfRoot' | 'guest' | 'revokedGuest' | 'expiredGuest' | 'link' | 'revokedLink' | 'expiredLink' | 'public', Actor> = {
	...(Object.fromEntries((Object.entries(people) as [Who, readonly [string | null, string]][]).map(([name, [, organisation]]) => [name, person(name, organisation)])) as Record<Who, Actor>),
	jobOfHospital: { kind: 'job', organisation: org.hospital, name: 'test' },
	jobOfRoot: { kind: 'job', organisation: org.root, name: 'test' },
	guest: { kind: 'guest', guest: guests.invited, meeting: meetings.rootCall },
	revokedGuest: { kind: 'guest', guest: guests.revoked, meeting: meetings.rootCall },
	expiredGuest: { kind: 'guest', guest: guests.expired, meeting: meetings.rootCall },
	link: { kind: 'link', link: links.good, recording: recordings.case },
	revokedLink: { kind: 'link', link: links.revoked, recording: recordings.case },
	expiredLink: { kind: 'link', link: links.expired, recording: recordings.case },
	public: { kind: 'public' }
};
export type ActorName = keyof typeof actors;

/** Fills the database as its owner. */
export async function fillRegion(ownerUrl: string): Promise<void> {
	const client = postgres(ownerUrl, { max: 1 });
	const db = drizzle(client, { casing: 'snake_case' });
	const past = new Date('2020-01-01');
	const future = new Date('2099-01-01');
	await db.insert(schema.organisation).values({ id: org.root, kind: 'region', name: 'Kraj' });
	await db.insert(schema.organisation).values([
		{ id: org.hospital, parentId: org.root, kind: 'hospital', name: 'Nemocnice' },
		{ id: org.town, parentId: org.root, kind: 'municipality', name: 'Obec' }
	]);
	await db.insert(schema.organisation).values({ id: org.ward, parentId: org.hospital, kind: 'department', name: 'Oddělení' });
	await db.insert(schema.person).values(Object.keys(people).map((name) => ({ id: personId[name as Who], email: `${name}@test`, name })));
	for (const [name, [role, organisationId]] of Object.entries(people) as [Who, readonly [string | null, string]][]) {
		await db.insert(schema.affiliation).values({ id: placeId[name], personId: personId[name], organisationId, validFrom: '2019-01-01' });
		if (role) await db.insert(schema.roleGrant).values({ affiliationId: placeId[name], role, organisationId, validFrom: new Date('2019-01-01'), validUntil: name === 'formerClerk' ? past : null });
	}
	const meeting = (name: MeetingName, row: Pick<typeof schema.meeting.$inferInsert, 'kind' | 'organisationId' | 'watch' | 'published' | 'createdBy'>) => ({ id: meetings[name], title: name, startsAt: past, plannedMinutes: 30, ...row });
	await db.insert(schema.meeting).values([
		meeting('rootCall', { kind: 'call', organisationId: org.root, watch: 'invited', createdBy: personId.rootOffice }),
		meeting('session', { kind: 'session', organisationId: org.root, watch: 'public', published: true, createdBy: personId.rootOffice }),
		meeting('case', { kind: 'case', organisationId: org.hospital, watch: 'hosts', createdBy: personId.doctor }),
		meeting('hospitalCall', { kind: 'call', organisationId: org.hospital, watch: 'organisation', createdBy: personId.hospitalChair }),
		meeting('sharedCase', { kind: 'case', organisationId: org.town, watch: 'invited', createdBy: personId.mayor }),
		meeting('townCall', { kind: 'call', organisationId: org.town, watch: 'hosts', createdBy: personId.mayor })
	]);
	await db.insert(schema.meetingPerson).values([
		{ meetingId: meetings.rootCall, personId: personId.mayor, role: 'invited' },
		{ meetingId: meetings.case, personId: personId.rootMember, role: 'invited' }
	]);
	// The whole hospital, and with it the ward.
	await db.insert(schema.meetingOrganisation).values([
		{ meetingId: meetings.rootCall, organisationId: org.hospital },
		{ meetingId: meetings.sharedCase, organisationId: org.hospital }
	]);
	for (const name of Object.keys(meetings) as MeetingName[]) {
		const [row] = await db.select().from(schema.meeting).then((rows) => rows.filter((found) => found.id === meetings[name]));
		if (!row) throw new Error(`meeting ${name} is missing`);
		await db.insert(schema.recording).values({ id: recordings[name], meetingId: row.id, organisationId: row.organisationId, title: row.title, kind: row.kind, watch: row.watch, published: row.published, startedAt: past });
		await db.insert(schema.chatMessage).values({ id: crypto.randomUUID(), meetingId: row.id, participant: personId.doctor, name: 'x', guest: false, text: 'x', at: past });
		await db.transaction((tx) => tx.execute(sql`select sal_audit('recording.play', 'done', 'recording', ${recordings[name]}, ${row.organisationId}::uuid, null, null, null, null)`));
	}
	const link = (linkId: string, row: { expiresAt: Date; revokedAt?: Date }) => ({ id: linkId, tokenHash: `hash-${linkId}`, ...row });
	await db.insert(schema.guestLink).values(Object.entries(guests).map(([name, linkId]) => ({ ...link(linkId, { expiresAt: future, ...(name === 'revoked' && { revokedAt: past }) }), meetingId: meetings.rootCall })));
	await db.insert(schema.guest).values(Object.entries(guests).map(([name, guestId]) => ({ id: guestId, meetingId: meetings.rootCall, linkId: guestId, name, sessionHash: `session-${name}`, expiresAt: name === 'expired' ? past : future })));
	await db.insert(schema.recordingLink).values([
		{ ...link(links.good, { expiresAt: future }), recordingId: recordings.case, permission: 'view' },
		{ ...link(links.revoked, { expiresAt: future, revokedAt: past }), recordingId: recordings.case, permission: 'view' },
		{ ...link(links.expired, { expiresAt: past }), recordingId: recordings.case, permission: 'view' }
	]);
	await client.end();
}
