import { requirePerson } from '#lib/server/person.ts';
import { housesKept, listBodies, mayKeep } from './bodies/store.server.ts';
import { listSessions } from './sessions/store.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const bodies = await listBodies(tx);
		return {
			...(await listSessions(tx, { now })),
			bodies: bodies.map(({ id, name, organisationName }) => ({ id, name, organisationName })),
			mayCall: bodies.some(({ path }) => mayKeep({ actor, path, now })),
			mayFound: (await housesKept(tx, actor, now)).length > 0
		};
	});
};
