import { portal } from '#lib/server/portal.ts';
import { redirect } from '@sveltejs/kit';
import { guestEntrance, guestSession } from '../../../(portal)/meetings/index.server.ts';
import { guestCookie } from '../../guest-cookie.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, cookies }) => {
	const { db } = portal();
	const now = new Date();
	const session = await guestSession(db, { secret: guestCookie(cookies), now });
	const { meeting } = await guestEntrance(db, { token: params.token, now });
	if (!session || session.actor.meeting !== meeting.id) redirect(303, `/join/${params.token}`);
	return { title: meeting.title, name: session.name, fullWindow: true };
};
