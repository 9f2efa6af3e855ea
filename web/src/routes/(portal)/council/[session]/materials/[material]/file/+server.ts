/** Saves the file. */
import { requireId, requirePerson } from '#lib/server/person.ts';
import { saving, wantedVersion } from '../../../../materials/asked.server.ts';
import { openVersion } from '../../../../materials/store.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	return saving(await locals.tx((tx) => openVersion(tx, actor, { session: requireId(params.session), material: requireId(params.material), version: wantedVersion(url), now: new Date() })));
};
