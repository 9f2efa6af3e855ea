/** How this module's jobs find their work: recordings in certain states, each with the organisation to act for. */
import { join } from 'node:path';
import { recording, rootOrganisations, withActor } from '@sal/db';
import { slug } from '@sal/storage';
import { asc, inArray } from 'drizzle-orm';
import * as v from 'valibot';
import type { FoundWork, JobHouse } from '#lib/server/job.ts';
import type { RecordingState } from './rules.ts';

const uuid = v.pipe(v.string(), v.uuid());
export const recordingWork = v.object({ recording: uuid, organisation: uuid });
export type RecordingWork = v.InferOutput<typeof recordingWork>;

/** Where a recording's slices lie while its access copy is being made, in the house's folder for temporary files. */
export const preparingFolder = ({ scratch, id }: { scratch: string; id: string }): string => join(scratch, 'preparing', slug(id));

/** At most this many at a time: the rest is found by the next sweep. */
const BATCH = 100;

/** Recordings in these states, oldest first, below every root organisation. */
export async function recordingsIn({ db }: JobHouse, name: string, states: RecordingState[]): Promise<FoundWork<RecordingWork>[]> {
	const found: FoundWork<RecordingWork>[] = [];
	for (const root of await rootOrganisations(db)) {
		const rows = await withActor(db, { kind: 'job', organisation: root, name }, (tx) =>
			tx.select({ id: recording.id, organisation: recording.organisationId }).from(recording).where(inArray(recording.state, states)).orderBy(asc(recording.startedAt)).limit(BATCH)
		);
		found.push(...rows.map(({ id, organisation }) => ({ key: id, data: { recording: id, organisation } })));
	}
	return found;
}
