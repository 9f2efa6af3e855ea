import { redirect } from '@sveltejs/kit';
import { nextPage } from '#lib/next-page.ts';
import type { PageServerLoad } from './$types';

/** For a session whose way in was closed by its organisation since. */
export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.held?.demand !== 'method') redirect(303, nextPage(url.searchParams.get('next')));
};
