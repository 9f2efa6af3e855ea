/** Sealing and keeping as jobs; the module's `jobs.server.ts` hands them on. */
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { emptySpool, renewLocks } from './keeping.server.ts';
import { sealRecording } from './sealing.server.ts';
import { recordingsIn, recordingWork } from './work.server.ts';

export const sealingJobs: JobDefinition[] = [
	defineJob({
		name: 'recordings.seal',
		data: recordingWork,
		sweep: (house) => recordingsIn(house, 'recordings.seal', ['stored']),
		run: sealRecording
	}),
	defineJob({
		name: 'recordings.renew-locks',
		data: noData,
		schedule: { cron: '15 3 1 * *', data: {} },
		run: renewLocks
	}),
	defineJob({
		name: 'recordings.empty-spool',
		data: noData,
		schedule: { cron: '45 3 * * *', data: {} },
		run: emptySpool
	})
];
