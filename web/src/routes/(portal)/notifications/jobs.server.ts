/** Background work of this module; `src/jobs.ts` finds it here. */
import { notification, rootOrganisations, withActor, type Actor, type Database, type Tx } from '@sal/db';
import { and, isNotNull, lt, or } from 'drizzle-orm';
import * as v from 'valibot';
import { collectKinds } from '#lib/server/collect-kinds.ts';
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { vapidOf } from '#lib/server/push/vapid.ts';
import { mailDigest, peopleWithNews } from './digest.server.ts';
import { peopleToWake, wake } from './push.server.ts';

/** What was read goes after a quarter of a year, what was not after a year. */
const READ_DAYS = 90;
const UNREAD_DAYS = 365;

/** A notice belongs to no organisation: the topmost one's job. */
async function jobActor(db: Database, name: string): Promise<Actor | undefined> {
	const [organisation] = await rootOrganisations(db);
	return organisation === undefined ? undefined : { kind: 'job', organisation, name };
}

async function asJob<T>({ db, name, empty }: { db: Database; name: string; empty: T }, fn: (tx: Tx) => Promise<T>): Promise<T> {
	const actor = await jobActor(db, name);
	return actor ? withActor(db, actor, fn) : empty;
}

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'notifications.mail',
		data: noData,
		schedule: { cron: '0 * * * *', data: {} },
		atStart: {},
		expireSeconds: 3_000,
		async run({ house: { db, config }, log, signal }) {
			// Without a mail server they would only pile up and all come on the day that there is one.
			if (!config.mail) return;
			const name = 'notifications.mail';
			const kinds = await collectKinds();
			const people = await asJob({ db, name, empty: [] }, (tx) => peopleWithNews(tx, new Date()));
			let mails = 0;
			for (const person of people) {
				signal.throwIfAborted();
				if ((await asJob({ db, name, empty: 0 }, (tx) => mailDigest(tx, { person, kinds, origin: config.origin, now: new Date() }))) > 0) mails += 1;
			}
			log.info({ mails }, 'digests are written');
		}
	}),
	defineJob({
		name: 'notifications.push',
		data: v.object({ person: v.pipe(v.string(), v.uuid()) }),
		concurrency: 4,
		expireSeconds: 300,
		async sweep({ db, config }) {
			if (!config.push) return [];
			const people = await asJob({ db, name: 'notifications.push', empty: [] }, (tx) => peopleToWake(tx, new Date()));
			return people.map((person) => ({ key: person, data: { person } }));
		},
		async run({ data: { person }, house: { db, config }, log }) {
			const vapid = vapidOf(config);
			const actor = await jobActor(db, 'notifications.push');
			if (!config.push || !vapid || !actor) return;
			const messages = await wake({ db, actor, person, kinds: await collectKinds(), vapid, services: config.push.services, now: new Date() });
			log.info({ messages }, 'pushed');
		}
	}),
	defineJob({
		name: 'notifications.forget',
		data: noData,
		schedule: { cron: '40 3 * * *', data: {} },
		expireSeconds: 600,
		async run({ house: { db }, log }) {
			const before = (days: number) => new Date(Date.now() - days * 86_400_000);
			const gone = await asJob({ db, name: 'notifications.forget', empty: 0 }, async (tx) => {
				const old = or(and(isNotNull(notification.readAt), lt(notification.at, before(READ_DAYS))), lt(notification.at, before(UNREAD_DAYS)));
				return (await tx.delete(notification).where(old)).count;
			});
			log.info({ notices: gone }, 'old notices have gone');
		}
	})
];
