import { portal } from '#lib/server/portal.ts';
import type { PageServerLoad } from './$types';
import { readDemoTexts, readOutbox } from './store.server.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	const { config, db } = portal();
	const outbox = await locals.tx((tx) => readOutbox({ tx, actor }));
	const texts = config.mode === 'demo' ? await readDemoTexts(db, { actor, ids: outbox.mails.map(({ id }) => id) }) : {};
	return { ...outbox, texts, configured: config.mail !== undefined, from: config.mail?.from ?? '' };
};
