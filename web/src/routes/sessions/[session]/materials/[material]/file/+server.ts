/** Saves a file that everybody may read. */
import { requireId } from '#lib/server/person.ts';
import { publicMaterial, saving } from '../../../../../(portal)/council/index.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => saving(await locals.tx((tx) => publicMaterial(tx, locals.actor, { session: requireId(params.session), material: requireId(params.material), now: new Date() })));
