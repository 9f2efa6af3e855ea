import { leavingSoon } from './keep.server.ts';
import { pictureAddress } from './object-store.server.ts';
import { parseFilter } from './schema.ts';
import { listOwners, listRecordings } from './store.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const filter = parseFilter(url.searchParams);
	const now = new Date();
	const { recordings, next, owners, leaving } = await locals.tx(async (tx) => ({ ...(await listRecordings(tx, { filter, actor: locals.actor, now })), owners: await listOwners(tx), leaving: locals.actor.kind === 'person' ? await leavingSoon(tx, { now }) : [] }));
	return {
		filter,
		next,
		owners,
		leaving,
		recordings: await Promise.all(recordings.map(async ({ posterKey, ...recording }) => ({ ...recording, poster: await pictureAddress(posterKey) })))
	};
};
