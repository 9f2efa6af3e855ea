import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { readForm } from '#lib/server/form.ts';
import { networkOf } from '#lib/server/rate-limit.ts';
import { fail, redirect } from '@sveltejs/kit';
import { enterAsNamedGuest, guestEntrance } from '../../(portal)/meetings/index.server.ts';
import { guestFormSchema } from '../schema.ts';
import { setGuestCookie } from '../guest-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, setHeaders }) => {
	// The token must not travel on to wherever the guest goes next.
	setHeaders({ 'cache-control': 'private, no-store' });
	const { state, meeting } = await guestEntrance(portal().db, { token: params.token, now: new Date() });
	// A closed link says nothing of the meeting but that it is closed.
	return state === 'open' && meeting.state !== 'cancelled' && meeting.state !== 'ended'
		? { state, meeting: { title: meeting.title, organisation: meeting.organisation, startsAt: meeting.startsAt, zone: meeting.zone, plannedMinutes: meeting.plannedMinutes, recorded: meeting.recorded } }
		: { state: state === 'open' ? meeting.state : state, meeting: null };
};

export const actions: Actions = {
	default: async ({ request, params, cookies, getClientAddress }) => {
		const form = readForm({ schema: guestFormSchema({ wrong: m.meetings_field_name, long: m.meetings_field_name_long }), form: await request.formData() });
		if (!form.ok) return fail(422, { values: form.values, errors: form.errors, message: undefined });
		const { db, config, limits } = portal();
		try {
			await limits.guests.consume(networkOf(getClientAddress()));
			const { secret, expiresAt } = await enterAsNamedGuest(db, { token: params.token, name: form.data.name, now: new Date() });
			setGuestCookie(cookies, { token: params.token, secret, expiresAt, secure: config.origin.startsWith('https:') });
		} catch (error) {
			const { status, message } = refusal(error);
			const none: Record<string, string> = {};
			return fail(status, { values: { name: form.data.name } as Record<string, string>, errors: none, message });
		}
		redirect(303, `/join/${params.token}/room`);
	}
};
