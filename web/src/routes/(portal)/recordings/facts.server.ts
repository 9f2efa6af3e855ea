/** Reads what rules.ts needs to decide, and decides. Every other store function of this module begins here. */
import { DomainError } from '#lib/domain-error.ts';
import { roleOf } from '#lib/role.ts';
import type { Actor, Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { may, type RecordingAction, type RecordingFacts, type RecordingState, type Viewer } from './rules.ts';

const uuid = v.pipe(v.string(), v.uuid());

export interface KnownRecording extends RecordingFacts {
	id: string;
	title: string;
	failedIn: RecordingState | null;
}

type FactRow = { [K in keyof KnownRecording]: KnownRecording[K] };

/** The recording if row-level security lets the actor see it, else null. */
export async function readFacts(tx: Tx, id: string): Promise<KnownRecording | null> {
	const rows = await tx.execute<FactRow & Record<string, unknown>>(sql`
		select r.id, r.title, r.kind, r.watch, r.published, r.state, r.failed_in as "failedIn", r.organisation_id as organisation, o.path as "organisationPath",
			array(select person_id from meeting_person where meeting_id = r.meeting_id and role = 'host' union select created_by from meeting where id = r.meeting_id and created_by is not null) as hosts,
			array(select person_id from meeting_person where meeting_id = r.meeting_id) as invited,
			array(select organisation_id from meeting_organisation where meeting_id = r.meeting_id) as "invitedOrganisations"
		from recording r join organisation o on o.id = r.organisation_id where r.id = ${id}`);
	return rows[0] ?? null;
}

export async function viewerOf(tx: Tx, actor: Actor): Promise<Viewer> {
	if (actor.kind === 'person') {
		const rows = await tx.execute<{ path: string[] }>(sql`select path from organisation where id = ${actor.organisation}`);
		return { kind: 'person', person: actor.person, organisation: actor.organisation, path: rows[0]?.path ?? [], role: roleOf(actor) };
	}
	if (actor.kind === 'link') {
		const rows = await tx.execute<{ permission: 'view' | 'download' }>(sql`select permission from recording_link where id = ${actor.link} and recording_id = ${actor.recording}`);
		return rows[0] ? { kind: 'link', permission: rows[0].permission } : { kind: 'other' };
	}
	return { kind: 'other' };
}

/**
 * The recording, when the actor may do this with it.
 * @throws {DomainError} `not-found` when there is none, `forbidden` when it is not for this actor
 */
export async function permit(tx: Tx, { actor, id, action }: { actor: Actor; id: string; action: RecordingAction }): Promise<{ facts: KnownRecording; viewer: Viewer }> {
	// The id comes from the address as somebody typed it.
	if (!v.is(uuid, id)) throw new DomainError('not-found');
	const facts = await readFacts(tx, id);
	if (!facts) {
		const rows = await tx.execute<{ owner: string | null }>(sql`select sal_recording_organisation(${id}::uuid) as owner`);
		throw new DomainError(rows[0]?.owner ? 'forbidden' : 'not-found');
	}
	const viewer = await viewerOf(tx, actor);
	if (!may(viewer, action, facts)) throw new DomainError('forbidden');
	return { facts, viewer };
}
