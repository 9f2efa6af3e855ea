import { redirect } from '@sveltejs/kit';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { seatBeside } from '../../../council/index.server.ts';
import { getMeeting } from '../../store.server.ts';
import type { PageServerLoad } from './$types';

/** Whether one may enter is decided when the room asks for its ticket (`../join`); who may not even see the meeting gets no page. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	if (!locals.user) redirect(303, '/login');
	const { name } = locals.user;
	return locals.tx(async (tx) => {
		const now = new Date();
		const { id, title } = await getMeeting(tx, actor, { id: requireId(params.id), now });
		return { title, name, council: await seatBeside(tx, actor, { room: id, now }) };
	});
};
