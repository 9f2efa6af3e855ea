/** Background work of this module; `src/jobs.ts` finds it here. */
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { councilSession, councilVote, rootOrganisations, withActor, type Tx } from '@sal/db';
import * as v from 'valibot';
import { defineJob, noData, type JobDefinition, type JobHouse } from '#lib/server/job.ts';
import { tellSession, untold } from './live/tell.server.ts';
import { knownKeys } from './materials/store.server.ts';
import { sweepMaterials } from './materials/sweep.server.ts';
import { remindOfTerms } from './minutes/due.server.ts';
import { ownHouses } from './own-houses.server.ts';
import { replaceLost } from './running/store.server.ts';
import { forgetAddresses } from './speakers/store.server.ts';
import { portalVoteKeys, type VoteKeys } from './votes/secret-keys.server.ts';
import { closeOverdue, overdueVotes } from './votes/store.server.ts';

const oneSession = v.object({ session: v.pipe(v.string(), v.uuid()) });

/** Once for each topmost organisation, as its job: it sees everything below. */
async function everywhere<T>({ db }: JobHouse, name: string, fn: (tx: Tx) => Promise<T[]>): Promise<T[]> {
	const results: T[] = [];
	for (const organisation of await rootOrganisations(db)) results.push(...(await withActor(db, { kind: 'job', organisation, name }, fn)));
	return results;
}

const DAY_MS = 86_400_000;
/** How long the office may have to write to a speaker after a session. */
const ADDRESS_DAYS = 30;

/** Keys of a vote that was just opened wait for its row. */
const KEPT_MS = 60_000;

/** Deletes the keys of secret votes that are over, or were never opened. */
async function forgetKeys(house: JobHouse, keys: VoteKeys, before: Date): Promise<void> {
	const held = await keys.list(before);
	if (held.length === 0) return;
	const open = await everywhere(house, 'council.forget-keys', (tx) => tx.select({ id: councilVote.id }).from(councilVote).where(and(eq(councilVote.state, 'open'), inArray(councilVote.id, held))));
	for (const vote of held) if (!open.some(({ id }) => id === vote)) await keys.destroy(vote);
}

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'council.tell',
		data: oneSession,
		concurrency: 4,
		async sweep(house) {
			const now = new Date();
			const keys = portalVoteKeys(house.config.sealKeyFile);
			// What nobody has pressed in time: votes whose time is up, chairs that nobody has taken.
			await everywhere(house, 'council.close-votes', async (tx) => {
				const closed = await overdueVotes(tx, now);
				for (const { session, vote } of closed) await closeOverdue(tx, { session, vote, keys, now });
				return closed;
			});
			await forgetKeys(house, keys, new Date(now.getTime() - KEPT_MS));
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
		name: 'council.forget-addresses',
		data: noData,
		schedule: { cron: '50 3 * * *', data: {} },
		expireSeconds: 600,
		async run({ house }) {
			await everywhere(house, 'council.forget-addresses', async (tx) => [await forgetAddresses(tx, new Date(Date.now() - ADDRESS_DAYS * DAY_MS))]);
		}
	}),
	defineJob({
		name: 'council.sweep-materials',
		data: noData,
		schedule: { cron: '20 3 * * *', data: {} },
		expireSeconds: 3600,
		run: async ({ house }) => sweepMaterials({ store: house.store, before: new Date(Date.now() - DAY_MS), known: (keys) => everywhere(house, 'council.sweep-materials', (tx) => knownKeys(tx, keys)) })
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
