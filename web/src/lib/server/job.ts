/** What background work looks like. A module exports `jobs: JobDefinition[]` from its `jobs.server.ts`; `src/jobs.ts` finds and runs them. */
import type { Database } from '@sal/db';
import type { Store, Trust } from '@sal/storage';
import * as v from 'valibot';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';

/** What the jobs process has, made once at its start. Nothing here knows the framework: jobs run under plain Node. */
export interface JobHouse {
	config: Config;
	/** As `sal_app`: every transaction still names its actor (`withActor`). */
	db: Database;
	store: Store;
	/** With the credential that passes by a GOVERNANCE lock. For an erasing only: close it when that is done. */
	openEraser: () => Store;
	/** Whose signatures on manifests count. */
	trust: Trust;
	/** The portal's Ed25519 key, PKCS #8 PEM, and its name in signatures. */
	privateKeyPem: string;
	signer: string;
	/** A folder for large temporary files. */
	scratch: string;
	log: Logger;
}

/** One piece of work that a sweep has found. */
export interface FoundWork<Data> {
	/** While a job with this key waits or runs, the same work is not queued again. */
	key: string;
	data: Data;
}

export interface JobRun<Data> {
	data: Data;
	house: JobHouse;
	/** With the job's name and id. */
	log: Logger;
	/** Aborted when the process is to stop or the job has lost its claim: stop soon, the work is found again. */
	signal: AbortSignal;
}

export interface JobOptions<Data> {
	/** `<module>.<verb>`: letters, digits, dots and hyphens. */
	name: string;
	/** Checks what comes out of the queue: an older version of the portal may have put it there. */
	data: v.GenericSchema<unknown, Data>;
	/** How many at once in this process; 1 when unset. */
	concurrency?: number;
	/** Looks for work in the tables: at start, after `NOTIFY sal_jobs`, and every few seconds. Must be cheap. */
	sweep?(house: JobHouse): Promise<FoundWork<Data>[]>;
	/** Must survive being killed at any moment and begun again. What it throws is logged, and it is tried again later. */
	run(job: JobRun<Data>): Promise<void>;
	/** Runs at these times too (cron, Europe/Prague), with this data. */
	schedule?: { cron: string; data: Data };
	/** Runs once whenever the jobs process starts, with this data. */
	atStart?: Data;
	/** After this many seconds a job that still runs counts as stuck; 6 hours when unset. */
	expireSeconds?: number;
}

/** A job whose data type is forgotten: the queue holds many kinds. */
export interface JobDefinition extends Omit<JobOptions<object>, 'data' | 'run'> {
	/** Parses, then runs. Throws a ValiError when the data are not this job's. */
	run(job: JobRun<unknown>): Promise<void>;
}

/** Makes a definition; the schema gives `run` its type. */
export function defineJob<Data extends object>({ data, run, ...rest }: JobOptions<Data>): JobDefinition {
	return { ...rest, run: async (job) => run({ ...job, data: await v.parseAsync(data, job.data) }) };
}

/** For jobs without data. */
export const noData = v.object({});
