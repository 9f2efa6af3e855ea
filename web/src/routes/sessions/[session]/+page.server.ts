import { withActor } from '@sal/db';
import { requireId } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { publicSession } from '../../(portal)/council/index.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	session: await locals.tx((tx) =>
		publicSession(tx, locals.actor, { session: requireId(params.session), now: new Date(), asHouse: (organisation, fn) => withActor(portal().db, { kind: 'job', organisation, name: 'council.public' }, fn) })
	),
	locale: locals.locale
});
