import { PgBoss } from 'pg-boss';
import type { JobDefinition, JobHouse } from '#lib/server/job.ts';

/** Found work is looked for this often even if no notice came. */
const SWEEP_SECONDS = 10;
/** A job whose process died is taken up again after about this time. */
const HEARTBEAT_SECONDS = 15;
const LONGEST_JOB_SECONDS = 6 * 3600;
const ZONE = 'Europe/Prague';

interface Queue {
	house: JobHouse;
	jobs: JobDefinition[];
	/** As the owner: pg-boss keeps its tables in a schema of its own and makes it itself. */
	databaseUrl: string;
	schema?: string;
	/** How long running jobs may take to stop, in milliseconds. */
	patience?: number;
	sweepSeconds?: number;
}

export interface RunningQueue {
	/** Looks for work now; resolves when all that was found is queued. */
	sweep(): Promise<void>;
	/** Stops taking work, tells running jobs to stop, waits for them. May be called twice. */
	stop(): Promise<void>;
}

/**
 * Runs the jobs until it is stopped. The portal only writes a state and says `NOTIFY sal_jobs`; the sweeps here turn states into jobs, so
 * that a lost notice, a lost queue or a restart of anything delays work and loses none. Survives a restart of PostgreSQL.
 */
export async function startQueue({ house, jobs, databaseUrl, schema = 'pgboss', patience = 15_000, sweepSeconds = SWEEP_SECONDS }: Queue): Promise<RunningQueue> {
	const { log } = house;
	const boss = new PgBoss({ connectionString: databaseUrl, schema, application_name: 'sal-jobs', max: 5, useListenNotify: true, superviseIntervalSeconds: HEARTBEAT_SECONDS, monitorIntervalSeconds: HEARTBEAT_SECONDS });
	boss.on('error', (error) => log.error({ err: error }, 'the job queue cannot reach its database; it keeps trying'));
	await boss.start();
	const stopping = new AbortController();
	for (const job of jobs) await offer({ boss, job, house, stopping: stopping.signal });

	const sweep = oneAtATime(async () => {
		for (const job of jobs) await sweepOne(boss, job, house);
	});
	const swept = (): void => {
		if (!stopping.signal.aborted) sweep().catch((error: unknown) => log.warn({ err: error }, 'looking for work failed; it is repeated'));
	};
	const notices = await boss.getDb().listen?.('sal_jobs', swept, swept);
	const timer = setInterval(swept, sweepSeconds * 1000);
	for (const { name, atStart } of jobs) if (atStart) await boss.send(name, atStart, { singletonKey: 'start' });
	swept();
	let stopped: Promise<void> | undefined;
	const stop = async (): Promise<void> => {
		clearInterval(timer);
		stopping.abort(new Error('the jobs process is stopping'));
		await notices?.close();
		await sweep.settled();
		await boss.stop({ graceful: true, timeout: patience });
	};
	return { sweep, stop: () => (stopped ??= stop()) };
}

interface Offer {
	boss: PgBoss;
	job: JobDefinition;
	house: JobHouse;
	stopping: AbortSignal;
}

async function offer({ boss, job, house, stopping }: Offer): Promise<void> {
	const { name, schedule, concurrency = 1, expireSeconds = LONGEST_JOB_SECONDS } = job;
	const options = { expireInSeconds: expireSeconds, heartbeatSeconds: HEARTBEAT_SECONDS, retryLimit: 1000, retryDelay: 2, retryBackoff: true, retryDelayMax: 60, notify: true };
	// Exclusive: of one singleton key, one job waits, runs or is about to be tried again.
	await boss.createQueue(name, { ...options, policy: 'exclusive' });
	await boss.updateQueue(name, options);
	await boss.work<unknown>(name, { localConcurrency: concurrency, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2, batchSize: 1 }, async ([claimed]) => {
		if (!claimed) return;
		const log = house.log.child({ job: name, id: claimed.id });
		const signal = AbortSignal.any([claimed.signal, stopping]);
		try {
			await job.run({ data: claimed.data ?? {}, house, log, signal });
		} catch (error) {
			if (stopping.aborted) log.info('stopped; it is begun again after the start');
			else log.error({ err: error }, 'failed; it is tried again');
			throw error;
		}
	});
	if (schedule) await boss.schedule(name, schedule.cron, schedule.data, { tz: ZONE, singletonKey: 'schedule' });
	else await boss.unschedule(name);
}

async function sweepOne(boss: PgBoss, job: JobDefinition, house: JobHouse): Promise<void> {
	const found = (await job.sweep?.(house)) ?? [];
	for (const { key, data } of found) await boss.send(job.name, data, { singletonKey: key });
}

/** While one run is under way, any number of further wishes become one more run. */
function oneAtATime(run: () => Promise<void>): { (): Promise<void>; settled(): Promise<void> } {
	let running: Promise<void> | undefined;
	let next: Promise<void> | undefined;
	const begin = (): Promise<void> => {
		const started = run().finally(() => {
			if (running === started) running = undefined;
		});
		running = started;
		return started;
	};
	const wish = (): Promise<void> => {
		if (!running) return begin();
		next ??= running
			.catch(() => undefined)
			.then(() => {
				next = undefined;
				return begin();
			});
		return next;
	};
	return Object.assign(wish, { settled: async () => void (await Promise.allSettled([running, next])) });
}
