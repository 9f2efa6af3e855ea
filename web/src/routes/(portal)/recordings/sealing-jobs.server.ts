/** Sealing and keeping as jobs; the module's `jobs.server.ts` hands them on. */
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { eraseRecording, letGo } from './erasing-job.server.ts';
import { emptySpool, keptSinceLocked, lockKept, renewLocks } from './keeping.server.ts';
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
		name: 'recordings.lock-kept',
		data: recordingWork,
		sweep: keptSinceLocked,
		run: lockKept
	}),
	defineJob({
		name: 'recordings.let-go',
		data: noData,
		schedule: { cron: '15 4 * * *', data: {} },
		atStart: {},
		run: letGo
	}),
	defineJob({
		name: 'recordings.erase',
		data: recordingWork,
		sweep: (house) => recordingsIn(house, 'recordings.erase', ['erasing']),
		run: eraseRecording
	}),
	defineJob({
		name: 'recordings.empty-spool',
		data: noData,
		schedule: { cron: '45 3 * * *', data: {} },
		run: emptySpool
	})
];
