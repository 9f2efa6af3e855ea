/** Background work of this module; `src/jobs.ts` finds it here. */
import { and, eq, isNotNull } from 'drizzle-orm';
import { councilSession, rootOrganisations, withActor, type Tx } from '@sal/db';
import * as v from 'valibot';
import { defineJob, noData, type JobDefinition, type JobHouse } from '#lib/server/job.ts';
import { tellSession, untold } from './live/tell.server.ts';
import { remindOfTerms } from './minutes/due.server.ts';
import { ownHouses } from './own-houses.server.ts';
import { replaceLost } from './running/store.server.ts';
import { closeOverdue, overdueVotes } from './votes/store.server.ts';

const oneSession = v.object({ session: v.pipe(v.string(), v.uuid()) });

/** Once for each topmost organisation, as its job: it sees everything below. */
async function everywhere<T>({ db }: JobHouse, name: string, fn: (tx: Tx) => Promise<T[]>): Promise<T[]> {
	const results: T[] = [];
	for (const organisation of await rootOrganisations(db)) results.push(...(await withActor(db, { kind: 'job', organisation, name }, fn)));
	return results;
}

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'council.tell',
		data: oneSession,
		concurrency: 4,
		async sweep(house) {
			const now = new Date();
			// What nobody has pressed in time: votes whose time is up, chairs that nobody has taken.
			await everywhere(house, 'council.close-votes', async (tx) => {
				for (const { session, vote } of await overdueVotes(tx, now)) await closeOverdue(tx, { session, vote, now });
				return [];
			});
			await everywhere(house, 'council.replace-chair', async (tx) => {
				const running = await tx.select().from(councilSession).where(and(ownHouses, eq(councilSession.state, 'running'), isNotNull(councilSession.presidingLostAt)));
				for (const session of running) await replaceLost(tx, session, now);
				return [];
			});
			return (await everywhere(house, 'council.tell', untold)).map((session) => ({ key: session, data: { session } }));
		},
		run: ({ data, house, log }) => tellSession({ ...house, log }, data.session)
	}),
	defineJob({
		name: 'council.remind-of-terms',
		data: noData,
		schedule: { cron: '40 6 * * *', data: {} },
		atStart: {},
		expireSeconds: 600,
		async run({ house }) {
			await everywhere(house, 'council.remind-of-terms', async (tx) => [await remindOfTerms(tx, new Date())]);
		}
	})
];
