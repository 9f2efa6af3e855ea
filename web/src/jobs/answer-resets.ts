import * as v from 'valibot';
import { answerRequest, openRequests } from '#lib/server/forgotten.ts';
import { defineJob } from '#lib/server/job.ts';

/** Looks up who asked for a new password, and sends them the link. */
export const answerResetsJob = defineJob({
	name: 'portal.answer-resets',
	data: v.object({ id: v.pipe(v.string(), v.uuid()) }),
	expireSeconds: 60,
	sweep: async ({ db }) => (await openRequests(db)).map((id) => ({ key: id, data: { id } })),
	async run({ data: { id }, house: { db, config } }) {
		await answerRequest(db, { id, origin: config.origin, now: new Date() });
	}
});
