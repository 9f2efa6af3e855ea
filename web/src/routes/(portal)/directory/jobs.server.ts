/** The module's background work, found and run by src/jobs.ts. */
import { rootOrganisations, waitingImports, withActor } from '@sal/db';
import * as v from 'valibot';
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { workOnImport } from './import-work.server.ts';
import { lapseImports } from './store.server.ts';

const waiting = v.object({ id: v.string(), uploadedBy: v.string(), affiliationId: v.string(), organisationId: v.string() });

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'directory.import',
		data: waiting,
		sweep: async ({ db }) => (await waitingImports(db)).map((data) => ({ key: data.id, data })),
		run: ({ data, house: { db } }) => workOnImport({ db, waiting: data, now: () => new Date() })
	}),
	defineJob({
		name: 'directory.lapse',
		data: noData,
		schedule: { cron: '50 3 * * *', data: {} },
		atStart: {},
		async run({ house: { db }, log }) {
			for (const organisation of await rootOrganisations(db)) {
				const lapsed = await withActor(db, { kind: 'job', organisation, name: 'directory.lapse' }, (tx) => lapseImports(tx, { now: new Date() }));
				if (lapsed > 0) log.info({ lapsed }, 'files that nobody imported are forgotten');
			}
		}
	})
];
