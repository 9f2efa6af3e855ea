/** Where the page that shows the file finds it. */
import { requireId } from '#lib/server/person.ts';
import { publicMaterial, showing } from '../../../../../(portal)/council/index.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => showing(await locals.tx((tx) => publicMaterial(tx, locals.actor, { session: requireId(params.session), material: requireId(params.material), now: new Date() })));
