import { watchedMeeting } from '../../(portal)/meetings/index.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	meeting: await locals.tx((tx) => watchedMeeting(tx, params.meeting)),
	locale: locals.locale
});
