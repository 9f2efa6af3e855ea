/** The module's background work, found and run by src/jobs.ts. */
import { waitingImports } from '@sal/db';
import * as v from 'valibot';
import { defineJob, type JobDefinition } from '#lib/server/job.ts';
import { workOnImport } from './import-work.server.ts';

const waiting = v.object({ id: v.string(), uploadedBy: v.string(), affiliationId: v.string(), organisationId: v.string() });

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'directory.import',
		data: waiting,
		sweep: async ({ db }) => (await waitingImports(db)).map((data) => ({ key: data.id, data })),
		run: ({ data, house: { db } }) => workOnImport({ db, waiting: data, now: () => new Date() })
	})
];
