/** Background work of this module; `src/jobs.ts` finds it here. */
import { DomainError } from '#lib/domain-error.ts';
import { defineJob, noData, type JobDefinition, type JobHouse } from '#lib/server/job.ts';
import { control } from '#lib/server/sfu.ts';
import { rootOrganisations, withActor, type Tx } from '@sal/db';
import * as v from 'valibot';
import { closeBroken } from './break-glass.server.ts';
import { abandonedMeetings, sweepLeftovers } from './retention.server.ts';
import { reviewRoom, roomsToReview } from './room-review.server.ts';
import { meetingsBeginning, remind } from './tell.server.ts';

const oneMeeting = v.object({ meeting: v.pipe(v.string(), v.uuid()) });

/** Once for each topmost organisation, as its job: it sees everything below. */
async function everywhere<T>({ db }: JobHouse, name: string, fn: (tx: Tx) => Promise<T>): Promise<T[]> {
	const results: T[] = [];
	for (const organisation of await rootOrganisations(db)) results.push(await withActor(db, { kind: 'job', organisation, name }, fn));
	return results;
}

export const jobs: JobDefinition[] = [
	defineJob({
		name: 'meetings.forget',
		data: noData,
		schedule: { cron: '20 3 * * *', data: {} },
		atStart: {},
		async run({ house, log }) {
			const gone = await everywhere(house, 'meetings.forget', (tx) => sweepLeftovers(tx, { now: new Date() }));
			log.info({ rows: gone.reduce((sum, count) => sum + count, 0) }, 'what was left of unrecorded meetings has gone');
		}
	}),
	defineJob({
		name: 'meetings.review-rooms',
		data: oneMeeting,
		concurrency: 4,
		async sweep(house) {
			const found = await everywhere(house, 'meetings.review-rooms', async (tx) => {
				await closeBroken(tx);
				return roomsToReview(tx);
			});
			return found.flat().map((meeting) => ({ key: meeting, data: { meeting } }));
		},
		async run({ data, house, log }) {
			try {
				await reviewRoom(house, data.meeting);
			} catch (error) {
				if (!(error instanceof DomainError)) throw error;
				// Not thrown: the sweep comes again within seconds, the queue's own pauses grow to a minute.
				log.warn({ err: error, meeting: data.meeting }, 'the media server could not be told of changed rights; it is tried again');
			}
		}
	}),
	defineJob({
		name: 'meetings.remind',
		data: oneMeeting,
		async sweep(house) {
			const found = await everywhere(house, 'meetings.remind', (tx) => meetingsBeginning(tx, new Date()));
			return found.flat().map((meeting) => ({ key: meeting, data: { meeting } }));
		},
		async run({ data, house }) {
			await everywhere(house, 'meetings.remind', (tx) => remind(tx, { id: data.meeting, now: new Date() }));
		}
	}),
	defineJob({
		name: 'meetings.end-empty',
		data: oneMeeting,
		async sweep(house) {
			const found = await everywhere(house, 'meetings.end-empty', (tx) => abandonedMeetings(tx, { now: new Date() }));
			return found.flat().map((meeting) => ({ key: meeting, data: { meeting } }));
		},
		async run({ data, house }) {
			// The media server tells of the end by its callback, like any other end: there is one way for a meeting to be over.
			await control({ servers: house.config.sfus, privateKeyPem: house.privateKeyPem, room: data.meeting, call: { type: 'end' } });
		}
	})
];
