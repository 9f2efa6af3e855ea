/** Reads what permissions.ts needs to decide, and decides. Every other store function of this module begins here. */
import { DomainError } from '#lib/domain-error.ts';
import type { Actor, Tx } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { may } from '#lib/permissions/decide.ts';
import { permissions, recordingResource, type RecordingAction, type Viewer } from './permissions.ts';
import type { RecordingFacts, RecordingState } from './rules.ts';

const uuid = v.pipe(v.string(), v.uuid());

export interface KnownRecording extends RecordingFacts {
	id: string;
	title: string;
	failedIn: RecordingState | null;
}

type FactRow = { [K in keyof KnownRecording]: KnownRecording[K] };

/** Those of the recordings that row-level security lets the actor see. */
export async function readAllFacts(tx: Tx, ids: readonly string[]): Promise<KnownRecording[]> {
	if (ids.length === 0) return [];
	const rows = await tx.execute<FactRow & Record<string, unknown>>(sql`
		select r.id, r.title, r.kind, r.watch, r.published, r.state, r.failed_in as "failedIn", r.organisation_id as organisation, o.path as "organisationPath",
			array(select person_id from meeting_person where meeting_id = r.meeting_id and role = 'host' union select created_by from meeting where id = r.meeting_id and created_by is not null) as hosts,
			array(select person_id from meeting_person where meeting_id = r.meeting_id) as invited,
			array(select organisation_id from meeting_organisation where meeting_id = r.meeting_id) as "invitedOrganisations",
			r.meeting_id in (select sal_meetings_broken()) as broken
		from recording r join organisation o on o.id = r.organisation_id where r.id in ${ids}`);
	return [...rows];
}

/** The recording if row-level security lets the actor see it, else null. */
export async function readFacts(tx: Tx, id: string): Promise<KnownRecording | null> {
	return (await readAllFacts(tx, [id]))[0] ?? null;
}

export async function viewerOf(tx: Tx, actor: Actor): Promise<Viewer> {
	if (actor.kind === 'person') {
		const rows = await tx.execute<{ path: string[] }>(sql`select path from organisation where id = ${actor.organisation}`);
		return { subject: actor, path: rows[0]?.path ?? [], link: null };
	}
	if (actor.kind === 'link') {
		const rows = await tx.execute<{ permission: 'view' | 'download' }>(sql`select permission from recording_link where id = ${actor.link} and recording_id = ${actor.recording}`);
		return { subject: actor, path: [], link: rows[0]?.permission ?? null };
	}
	return { subject: actor, path: [], link: null };
}

/** May this viewer do that with the recording? */
export function mayDo({ viewer, facts, now }: { viewer: Viewer; facts: RecordingFacts; now: Date }): (action: RecordingAction) => boolean {
	const resource = recordingResource({ facts, viewer });
	return (action) => may({ subject: viewer.subject, action: permissions.actions[action], resource, now });
}

/** Those of the recordings that the actor may play: who runs the portal sees that others are there, but neither their pictures nor their chat. */
export async function playable(tx: Tx, { actor, ids, now }: { actor: Actor; ids: readonly string[]; now: Date }): Promise<Set<string>> {
	const viewer = await viewerOf(tx, actor);
	const facts = await readAllFacts(tx, ids);
	return new Set(facts.filter((each) => mayDo({ viewer, facts: each, now })('play')).map(({ id }) => id));
}

interface Permitted {
	facts: KnownRecording;
	/** What else they may do with it. */
	may: (action: RecordingAction) => boolean;
}

/**
 * The recording, when the actor may do this with it.
 * @throws {DomainError} `not-found` when there is none, `forbidden` when it is not for this actor
 */
export async function permit(tx: Tx, { actor, id, action }: { actor: Actor; id: string; action: RecordingAction }): Promise<Permitted> {
	// The id comes from the address as somebody typed it.
	if (!v.is(uuid, id)) throw new DomainError('not-found');
	const facts = await readFacts(tx, id);
	if (!facts) {
		const rows = await tx.execute<{ owner: string | null }>(sql`select sal_recording_organisation(${id}::uuid) as owner`);
		throw new DomainError(rows[0]?.owner ? 'forbidden' : 'not-found');
	}
	const may = mayDo({ viewer: await viewerOf(tx, actor), facts, now: new Date() });
	if (!may(action)) throw new DomainError('forbidden');
	return { facts, may };
}
