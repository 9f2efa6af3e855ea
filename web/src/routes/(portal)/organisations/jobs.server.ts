/** Background work of this module; `src/jobs.ts` finds it here. */
import * as v from 'valibot';
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { tellOfExpiring } from './expiring.server.ts';
import { hasLapsed, reviewLapsed } from './lapse.server.ts';

/** Longer than the jobs process is ever down unseen. */
const LOOK_BACK_MS = 86_400_000;

/** Until when this process has looked; what ended while none ran is found at the start. */
let looked: Date | undefined;

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'organisations.lapse',
		data: v.object({ since: v.pipe(v.string(), v.isoTimestamp()) }),
		async sweep({ db }) {
			const now = new Date();
			const since = looked ?? new Date(now.getTime() - LOOK_BACK_MS);
			const found = await hasLapsed(db, since);
			looked = now;
			return found ? [{ key: since.toISOString(), data: { since: since.toISOString() } }] : [];
		},
		async run({ data, house, log }) {
			const people = await reviewLapsed(house.db, new Date(data.since));
			log.info({ people }, 'rights that have ended are decided about again');
		}
	}),
	defineJob({
		name: 'organisations.expiring',
		data: noData,
		schedule: { cron: '10 7 * * *', data: {} },
		atStart: {},
		async run({ house, log }) {
			const grants = await tellOfExpiring(house.db, new Date());
			log.info({ grants }, 'people were told of roles that end soon');
		}
	})
];
