/** The background process: seals, prepares, checks and reminds. Started and watched by the launcher. */
import { HORIZON_DAYS } from '@sal/storage';
import { startChainer } from './audit/chainer.ts';
import { startHandingOver } from './audit/hand-over.ts';
import { syslogServer } from './audit/syslog-settings.ts';
import { answerResetsJob } from './jobs/answer-resets.ts';
import { checkLogJob } from './jobs/check-log.ts';
import { assertUnique, collectJobs } from './jobs/collect.ts';
import { demoMeetingJob } from './jobs/demo-meeting.ts';
import { forgetSignInsJob } from './jobs/forget-sign-ins.ts';
import { openHouse } from './jobs/house.ts';
import { startQueue } from './jobs/queue.ts';
import { selfTestJob } from './jobs/self-test.ts';
import { forgetMailJob, sendMailJob } from './jobs/send-mail.ts';

const opened = await Promise.all([openHouse(process.env), syslogServer(process.env)]).catch((error: unknown) => {
	process.stderr.write(`jobs: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});
const [{ house, databaseOwnerUrl, demoMeeting, close }, syslog] = opened;
const jobs = [...(await collectJobs()), selfTestJob, forgetSignInsJob, sendMailJob, forgetMailJob, checkLogJob, answerResetsJob, ...(demoMeeting ? [demoMeetingJob] : [])];
assertUnique(jobs);
const queue = await startQueue({ house, jobs, databaseUrl: databaseOwnerUrl });
// Not a job of the queue: entries get their place each second, and nothing else may come between.
const chainer = startChainer({
	...house,
	signers: house.trust.portal,
	lock: house.config.mode === 'production' ? { mode: 'COMPLIANCE', seconds: HORIZON_DAYS * 86_400 } : { mode: 'GOVERNANCE', seconds: 3600 }
});
const handing = syslog && startHandingOver({ db: house.db, server: syslog, host: new URL(house.config.origin).hostname, log: house.log });
house.log.info({ jobs: jobs.map((job) => job.name) }, 'jobs are running');

async function shutDown(): Promise<void> {
	await queue.stop();
	// Last, so that what the jobs have done is linked and signed too.
	await chainer.stop();
	await handing?.stop();
	await close();
	process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	process.once(signal, () => {
		shutDown().catch((error: unknown) => {
			house.log.error({ err: error }, 'stopping failed');
			process.exit(1);
		});
	});
}
