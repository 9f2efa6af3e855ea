import { portal } from '#lib/server/portal.ts';
import { requireForPortal } from '../../store.server.ts';
import { actionChoices, askAbout } from './ask.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireForPortal(locals.actor, 'roles');
	const typed = (name: string) => url.searchParams.get(name)?.slice(0, 300) ?? '';
	const asked = { person: typed('person'), action: typed('action'), thing: typed('thing') };
	const found = url.searchParams.has('action') ? await locals.tx((tx) => askAbout({ db: portal().db, tx, actor, asked, now: new Date() })) : null;
	return { asked, found, actions: actionChoices() };
};
