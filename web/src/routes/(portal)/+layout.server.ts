import { modulesFor } from '#lib/modules.ts';
import { redirect } from '@sveltejs/kit';
import { personOf, unreadCount } from './notifications/index.server.ts';
import { actingPlaces } from './organisations/index.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => {
	// hooks.server.ts has turned strangers away already; this tells the type checker.
	if (!locals.user) redirect(303, '/login');
	const { id, name, organisationName, affiliation, represents } = locals.user;
	const person = personOf(locals.actor);
	const { places, unread } = await locals.tx(async (tx) => ({ places: await actingPlaces(tx, { person: id }), unread: await unreadCount(tx, person) }));
	const { idleMinutes } = locals;
	const idleLeft = idleMinutes === null ? null : idleMinutes * 60_000 - (Date.now() - (locals.seenAt?.getTime() ?? Date.now()));
	return { unread, idleLeft, user: { id, name, organisationName, affiliation, represents }, places, actingAs: locals.actor.kind === 'person' ? (locals.actor.substitution?.id ?? locals.actor.affiliation) : null, modules: modulesFor(locals.actor).map((module) => module.id) };
};
