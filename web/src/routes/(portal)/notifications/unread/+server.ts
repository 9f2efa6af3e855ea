import { personOf } from '../person.server.ts';
import { unreadCount } from '../store.server.ts';
import type { RequestHandler } from './$types';

/** For the bell, which asks every so often. */
export const GET: RequestHandler = async ({ locals }) => {
	const person = personOf(locals.actor);
	return Response.json({ unread: await locals.tx((tx) => unreadCount(tx, person)) });
};
