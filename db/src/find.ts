/** What has to be known before an actor can be named: found by a secret's hash or by an id, through functions of the owner. */
import { sql, type SQL } from 'drizzle-orm';
import { type Grant, type PersonActor } from './actor.ts';
import { type Database, type Tx } from './connect.ts';

async function one<T>(db: Database | Tx, query: SQL): Promise<T | undefined> {
	const rows = await db.execute(query);
	return rows[0] as T | undefined;
}

export interface FoundGuestLink {
	linkId: string;
	meetingId: string;
	organisationId: string;
	expiresAt: Date;
	revokedAt: Date | null;
}
/** The guest link with this SHA-256 (hex), also when it has expired or was revoked. */
export const findGuestLink = (db: Database, tokenHash: string) =>
	one<Raw<FoundGuestLink>>(db, sql`select link_id as "linkId", meeting_id as "meetingId", organisation_id as "organisationId", expires_at as "expiresAt", revoked_at as "revokedAt" from sal_find_guest_link(${tokenHash})`).then(withDates<FoundGuestLink>);

export interface FoundEquipment {
	tokenId: string;
	meetingId: string;
	organisationId: string;
	kind: 'whip' | 'whep';
	label: string;
	revokedAt: Date | null;
}
/** The device whose token has this SHA-256 (hex), also when it has been revoked. */
export const findEquipment = (db: Database, tokenHash: string) =>
	one<Raw<FoundEquipment>>(db, sql`select token_id as "tokenId", meeting_id as "meetingId", organisation_id as "organisationId", kind, label, revoked_at as "revokedAt" from sal_find_equipment(${tokenHash})`)
		.then((row): FoundEquipment | undefined => row && { ...row, revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt) });

export interface FoundGuest extends FoundGuestLink {
	guestId: string;
	name: string;
}
/** The guest whose cookie has this SHA-256 (hex), also when the link has been revoked since. */
export const findGuest = (db: Database, sessionHash: string) =>
	one<Raw<FoundGuest>>(db, sql`select guest_id as "guestId", name, link_id as "linkId", meeting_id as "meetingId", organisation_id as "organisationId", expires_at as "expiresAt", revoked_at as "revokedAt" from sal_find_guest(${sessionHash})`).then(withDates<FoundGuest>);

export interface FoundRecordingLink {
	linkId: string;
	recordingId: string;
	organisationId: string;
	permission: 'view' | 'download';
	expiresAt: Date;
	revokedAt: Date | null;
}
/** The recording link with this SHA-256 (hex), also when it has expired or was revoked. */
export const findRecordingLink = (db: Database, tokenHash: string) =>
	one<Raw<FoundRecordingLink>>(db, sql`select link_id as "linkId", recording_id as "recordingId", organisation_id as "organisationId", permission, expires_at as "expiresAt", revoked_at as "revokedAt" from sal_find_recording_link(${tokenHash})`).then(withDates<FoundRecordingLink>);

/** Whose calendar feed has this SHA-256 (hex), and the affiliation that it was made in; nothing for a disabled person. */
export const findCalendarFeed = (db: Database, tokenHash: string) =>
	one<{ personId: string; affiliationId: string | null }>(db, sql`select person_id as "personId", affiliation_id as "affiliationId" from sal_find_calendar_feed(${tokenHash})`);

/** In which place a person is to act, as far as it still holds. */
export interface WantedPlace {
	person: string;
	affiliation?: string | null;
	substitution?: string | null;
}

export interface FoundActor {
	actor: PersonActor;
	organisationName: string;
	position: string;
	/** Name of the person represented. */
	representedName: string | null;
}

interface ActorRow {
	affiliation_id: string;
	organisation_id: string;
	organisation_name: string;
	position: string;
	substitution_id: string | null;
	represented_id: string | null;
	represented_name: string | null;
	grants: Grant[];
}

/**
 * The actor that a person is now: in the wanted substitution or affiliation if it holds, else in the first affiliation that does.
 * Undefined for somebody disabled, unknown, or without any affiliation today.
 */
export async function findActor(db: Database | Tx, { person, affiliation = null, substitution = null }: WantedPlace): Promise<FoundActor | undefined> {
	const row = await one<ActorRow>(db, sql`select * from sal_find_actor(${person}::uuid, ${affiliation}::uuid, ${substitution}::uuid)`);
	if (!row) return undefined;
	const { affiliation_id, organisation_id, organisation_name, position, substitution_id, represented_id, represented_name, grants } = row;
	return {
		actor: {
			kind: 'person',
			person,
			organisation: organisation_id,
			affiliation: affiliation_id,
			grants,
			...(substitution_id && represented_id && { substitution: { id: substitution_id, person: represented_id } })
		},
		organisationName: organisation_name,
		position,
		representedName: represented_name
	};
}

/** The owner of a meeting, so that a callback can act as its job. */
export const ownerOfMeeting = (db: Database, meetingId: string) => one<{ id: string | null }>(db, sql`select sal_meeting_organisation(${meetingId}::uuid) as id`).then((row) => row?.id ?? undefined);

/** The owner of a recording. */
export const ownerOfRecording = (db: Database, recordingId: string) => one<{ id: string | null }>(db, sql`select sal_recording_organisation(${recordingId}::uuid) as id`).then((row) => row?.id ?? undefined);

/** Topmost organisations: a sweep runs once as a job of each and sees everything below. */
export async function rootOrganisations(db: Database): Promise<string[]> {
	const rows = await db.execute(sql`select id from organisation where parent_id is null order by name`);
	return rows.map((row) => String(row.id));
}

/** Raw queries give instants as text; drizzle maps them only for its own tables. */
type Raw<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] };
function withDates<T extends { expiresAt: Date; revokedAt: Date | null }>(row: Raw<T> | undefined): T | undefined {
	if (!row) return undefined;
	const { expiresAt, revokedAt } = row as unknown as { expiresAt: string; revokedAt: string | null };
	return { ...row, expiresAt: new Date(expiresAt), revokedAt: revokedAt === null ? null : new Date(revokedAt) } as unknown as T;
}

export interface FoundScimToken {
	id: string;
	organisationId: string;
	label: string;
}
/** The directory whose token has this SHA-256 (hex), while it holds; that it was used is written down. */
export const findScimToken = (db: Database, tokenHash: string) => one<FoundScimToken>(db, sql`select id, organisation_id as "organisationId", label from sal_find_scim_token(${tokenHash})`);

export interface WaitingImport {
	id: string;
	uploadedBy: string;
	affiliationId: string;
	organisationId: string;
}
/** Imported files that the job has to check or to apply, oldest first. */
export const waitingImports = async (db: Database): Promise<WaitingImport[]> =>
	[...(await db.execute<{ [Key in keyof WaitingImport]: string }>(sql`select id, uploaded_by as "uploadedBy", affiliation_id as "affiliationId", organisation_id as "organisationId" from sal_waiting_imports()`))];
