import { redirect } from '@sveltejs/kit';
import { leaveProvider } from '#lib/server/oidc/logout.ts';
import { relyingOf } from '#lib/server/oidc/relying.ts';
import type { RequestHandler } from './$types';

/** Leads to the page at which the provider signs its people out. */
export const GET: RequestHandler = async (event) => {
	const url = await leaveProvider(relyingOf(event), event.params.id);
	if (!url) redirect(303, '/login');
	redirect(303, url, { external: [url.origin] });
};
