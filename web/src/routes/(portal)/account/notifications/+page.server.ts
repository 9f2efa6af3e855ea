import { notificationKinds } from '#lib/notification-kinds.ts';
import { m } from '#lib/paraglide/messages.js';
import { portal } from '#lib/server/portal.ts';
import { vapidOf } from '#lib/server/push/vapid.ts';
import { personOf, readChoices, subscribedBrowsers, writeChoices } from '../../notifications/index.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const person = personOf(locals.actor);
	const { config } = portal();
	const { choices, browsers } = await locals.tx(async (tx) => ({ choices: await readChoices(tx, { person, kinds: notificationKinds }), browsers: await subscribedBrowsers(tx, person) }));
	const titles = new Map(notificationKinds.map(({ id, title }) => [id, title()]));
	return { email: locals.user?.email ?? '', choices: choices.map((choice) => ({ ...choice, title: titles.get(choice.kind) ?? choice.kind })), browsers, pushKey: vapidOf(config)?.publicKey ?? null };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const person = personOf(locals.actor);
		const ticked = new Set([...(await request.formData()).keys()]);
		const choices = notificationKinds.map(({ id, mail }) => ({ kind: id, mail: mail === 'never' ? null : ticked.has(`mail:${id}`), push: ticked.has(`push:${id}`) }));
		await locals.tx((tx) => writeChoices(tx, { person, kinds: notificationKinds, choices }));
		return { message: m.account_notifications_saved() };
	}
};
