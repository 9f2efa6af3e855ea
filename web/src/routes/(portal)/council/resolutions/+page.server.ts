import * as v from 'valibot';
import { listResolutions, resolvingBodies } from './register.server.ts';
import { filterSchema } from './schema.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const filter = v.parse(filterSchema, Object.fromEntries(url.searchParams));
	return locals.tx(async (tx) => ({ filter, bodies: await resolvingBodies(tx), ...(await listResolutions(tx, { filter, now: new Date() })), locale: locals.locale }));
};
