import { forgetSessions } from '#lib/server/auth.ts';
import { defineJob, noData } from '#lib/server/job.ts';
import { forgetLogouts } from '#lib/server/oidc/logout.ts';
import { forgetAttempts } from '#lib/server/oidc/sign-in.ts';
import { forgetCounters } from '#lib/server/rate-limit.ts';
import { forgetChallenges } from '#lib/server/sign-in/challenge.ts';
import { withIdentity } from '@sal/db';

/** Every hour: what is left of sessions and attempts that count no more. */
export const forgetSignInsJob = defineJob({
	name: 'portal.forget-sign-ins',
	data: noData,
	schedule: { cron: '50 * * * *', data: {} },
	atStart: {},
	expireSeconds: 600,
	async run({ house: { db }, log }) {
		const now = new Date();
		log.info({ sessions: await forgetSessions(db, now), counters: await forgetCounters(db, now), challenges: await withIdentity(db, (tx) => forgetChallenges(tx, now)), attempts: await forgetAttempts(db, now), logouts: await forgetLogouts(db, now) }, 'ended sessions and counters have gone');
	}
});
