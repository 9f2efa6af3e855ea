import { rootOrganisations, selfTestResult, withActor } from '@sal/db';
import { selfTest } from '@sal/storage';
import { defineJob, noData, type JobHouse } from '#lib/server/job.ts';

/** Every night and at every start: tries to destroy a locked object, which the store must refuse. Shown on the administrators' page. */
export const selfTestJob = defineJob({
	name: 'storage.self-test',
	data: noData,
	schedule: { cron: '30 2 * * *', data: {} },
	atStart: {},
	expireSeconds: 600,
	async run({ house, log }) {
		const { passed, checks } = await selfTest({ store: house.store });
		await keep(house, { passed, checks });
		if (passed) log.info('the store keeps what is locked');
		else log.error({ failed: checks.filter((check) => !check.passed).map(({ check }) => check) }, 'the store does not keep what is locked: recordings are not protected');
	}
});

async function keep({ db }: JobHouse, result: Pick<typeof selfTestResult.$inferInsert, 'passed' | 'checks'>): Promise<void> {
	const [organisation] = await rootOrganisations(db);
	// Before the first administrator has made an organisation there is nobody to show it to.
	if (organisation === undefined) return;
	await withActor(db, { kind: 'job', organisation, name: 'storage.self-test' }, (tx) => tx.insert(selfTestResult).values(result));
}
