import { requireId } from '#lib/server/person.ts';
import { readPublicMaterial } from '../../../../(portal)/council/index.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	material: await locals.tx((tx) => readPublicMaterial(tx, locals.actor, { session: requireId(params.session), material: requireId(params.material), now: new Date() })),
	locale: locals.locale
});
