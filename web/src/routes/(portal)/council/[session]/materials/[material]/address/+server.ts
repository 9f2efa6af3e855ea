/** Where the page that shows the file finds it. */
import { requireId, requirePerson } from '#lib/server/person.ts';
import { showing, wantedVersion } from '../../../../materials/asked.server.ts';
import { openVersion } from '../../../../materials/store.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	return showing(await locals.tx((tx) => openVersion(tx, actor, { session: requireId(params.session), material: requireId(params.material), version: wantedVersion(url), now: new Date() })));
};
