import { requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { feedSince, renewFeed, stopFeed } from '../feed.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requirePerson(locals.actor);
	return { since: await locals.tx((tx) => feedSince(tx, actor)) };
};

export const actions: Actions = {
	renew: async ({ locals }) => {
		const actor = requirePerson(locals.actor);
		const token = await locals.tx((tx) => renewFeed(tx, actor));
		return { url: `${portal().config.origin}/calendar/${token}.ics` };
	},
	stop: async ({ locals }) => {
		const actor = requirePerson(locals.actor);
		await locals.tx((tx) => stopFeed(tx, actor));
		return { url: undefined };
	}
};
