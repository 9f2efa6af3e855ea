/** The module's background work, found and run by src/jobs.ts. */
import { rootOrganisations, withActor } from '@sal/db';
import { defineJob, noData, type JobDefinition } from '#lib/server/job.ts';
import { CORES } from './preparation/ffmpeg.ts';
import { prepare } from './prepare.server.ts';
import { sealingJobs } from './sealing-jobs.server.ts';
import { tellLeaving } from './tell.server.ts';
import { askedVerifications, verifyRecording } from './verification.server.ts';
import { recordingsIn, recordingWork } from './work.server.ts';

/** Twelve hours: a council session of eight hours, prepared at real time, with the machine busy otherwise. */
const LONG_SECONDS = 12 * 3_600;

export const jobs: JobDefinition[] = [
	...sealingJobs,
	defineJob({
		name: 'recordings.prepare',
		data: recordingWork,
		// Slices share the cores among all recordings under way; two at once keep the cores busy while one is being joined and stored.
		concurrency: Math.min(2, CORES),
		expireSeconds: LONG_SECONDS,
		// `preparing`: the process died in the middle; what it made is taken up.
		sweep: (house) => recordingsIn(house, 'recordings.prepare', ['sealed', 'preparing']),
		run: ({ data, house: { db, store, scratch }, log, signal }) => prepare({ db, store, actor: { kind: 'job', organisation: data.organisation, name: 'recordings.prepare' }, id: data.recording, scratch, signal, log })
	}),
	defineJob({
		name: 'recordings.tell-leaving',
		data: noData,
		schedule: { cron: '30 6 * * *', data: {} },
		atStart: {},
		expireSeconds: 600,
		async run({ house: { db } }) {
			for (const organisation of await rootOrganisations(db)) await withActor(db, { kind: 'job', organisation, name: 'recordings.tell-leaving' }, (tx) => tellLeaving(tx, new Date()));
		}
	}),
	defineJob({
		name: 'recordings.verify',
		data: recordingWork,
		expireSeconds: LONG_SECONDS,
		sweep: ({ db }) => askedVerifications(db),
		run: ({ data, house: { db, store, trust }, signal }) => verifyRecording({ db, store, trust, actor: { kind: 'job', organisation: data.organisation, name: 'recordings.verify' }, id: data.recording, signal })
	})
];
