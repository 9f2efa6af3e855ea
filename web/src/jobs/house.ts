import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@sal/db';
import { connect as connectStore, PORTAL_SIGNER, storeConfig, trustFrom } from '@sal/storage';
import * as v from 'valibot';
import { readConfig } from '#lib/server/config.ts';
import type { JobHouse } from '#lib/server/job.ts';
import { createLog } from '#lib/server/log.ts';

const environment = v.object({
	DATABASE_OWNER_URL: v.pipe(v.optional(v.string(), ''), v.nonEmpty('DATABASE_OWNER_URL is not set: the job queue keeps its tables as the owner of the database')),
	SAL_WEB_KEY_FILE: v.pipe(v.optional(v.string(), ''), v.nonEmpty('SAL_WEB_KEY_FILE is not set: packages are sealed with the portal’s key')),
	S3_ERASER_CREDENTIALS_FILE: v.optional(v.string()),
	SAL_DATA: v.pipe(v.optional(v.string(), ''), v.nonEmpty('SAL_DATA is not set: large temporary files need a folder')),
	SAL_DEMO_MEETING: v.optional(v.string(), '')
});

export interface OpenHouse {
	house: JobHouse;
	databaseOwnerUrl: string;
	/** Shall the demo region get its past meeting? */
	demoMeeting: boolean;
	close(): Promise<void>;
}

/** Everything the jobs need, from the environment. Throws one sentence naming what is missing. */
export async function openHouse(env: Record<string, string | undefined>): Promise<OpenHouse> {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Error(parsed.issues.map((issue) => issue.message).join('; '));
	const { DATABASE_OWNER_URL, S3_ERASER_CREDENTIALS_FILE, SAL_WEB_KEY_FILE, SAL_DATA, SAL_DEMO_MEETING } = parsed.output;
	const config = readConfig(env);
	const store = connectStore(storeConfig(env));
	// An operator's own store may give one key for everything.
	const openEraser = () => connectStore({ ...storeConfig(env), ...(S3_ERASER_CREDENTIALS_FILE && { credentialsFile: S3_ERASER_CREDENTIALS_FILE }) });
	const { db, close } = connect({ url: config.databaseUrl, max: 5 });
	const scratch = join(SAL_DATA, 'scratch');
	await mkdir(scratch, { recursive: true, mode: 0o700 });
	const log = createLog({ level: config.logLevel, name: 'jobs' });
	const house = { config, db, store, openEraser, trust: await trustFrom(env), privateKeyPem: await readFile(SAL_WEB_KEY_FILE, 'utf8'), signer: PORTAL_SIGNER, scratch, log };
	const demoMeeting = SAL_DEMO_MEETING === '' ? config.mode === 'demo' : SAL_DEMO_MEETING === '1';
	return {
		house,
		databaseOwnerUrl: DATABASE_OWNER_URL,
		demoMeeting,
		close: async () => {
			store.close();
			await close();
		}
	};
}
