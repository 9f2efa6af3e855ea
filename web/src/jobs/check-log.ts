import { auditCheck } from '@sal/db';
import { sql } from 'drizzle-orm';
import { defineJob, noData } from '#lib/server/job.ts';
import { asLogJob } from '../audit/house.ts';
import { verifyLog } from '../audit/verify.ts';

/** Every night, and when somebody has asked for it on the log's page: reads the whole log and keeps what came of it. */
export const checkLogJob = defineJob({
	name: 'portal.check-log',
	data: noData,
	schedule: { cron: '40 3 * * *', data: {} },
	async sweep({ db }) {
		const asked = await asLogJob(db, (tx) => tx.execute(sql`
			select 1 from (select max(at) as at from audit_entry where action = 'log.check-asked') a where a.at > coalesce((select max(at) from audit_check), '-infinity')`));
		return asked?.length ? [{ key: 'asked', data: {} }] : [];
	},
	async run({ house: { db, store, trust }, log, signal }) {
		const started = new Date();
		const report = await verifyLog({ db, store, signers: trust.portal, signal });
		// Kept as of its beginning: who asks while it runs gets another one.
		await asLogJob(db, (tx) => tx.insert(auditCheck).values({ at: started, ...report }));
		if (report.whole) log.info({ entries: report.entries, checkpoints: report.checkpoints }, 'the log is whole');
		else log.error({ ...report }, 'the log is not whole or was changed');
	}
});
