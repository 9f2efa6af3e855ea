import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { readRetention, RETENTION_KEY } from '../../meetings/index.server.ts';
import { KEEPING_KEY, readKeepingTimes, TIME_LIMITS } from '../../recordings/index.server.ts';
import { contactSchema } from '#lib/accessibility-contact.ts';
import { CONTACT_KEY, readContact } from '#lib/server/accessibility-contact.ts';
import { changeSetting, mayWithPortal, requireForPortal } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { keepingForm, retentionForm } from './schema.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireForPortal(locals.actor, 'settings');
	return locals.tx(async (tx) => ({
		retention: await readRetention(tx),
		keeping: await readKeepingTimes(tx),
		keepingLimits: TIME_LIMITS,
		contact: await readContact(tx),
		mayChange: mayWithPortal(actor, 'change-settings')
	}));
};

export const actions: Actions = {
	retention: (event) => save(event, { key: RETENTION_KEY, schema: retentionForm, section: 'retention', saved: m.admin_saved }),
	keeping: (event) => save(event, { key: KEEPING_KEY, schema: keepingForm(TIME_LIMITS), section: 'keeping', saved: m.admin_keeping_saved }),
	contact: (event) => save(event, { key: CONTACT_KEY, schema: contactSchema, section: 'contact', saved: m.admin_contact_saved })
};

interface Setting {
	key: string;
	schema: v.GenericSchema<unknown, unknown>;
	/** Which form of the page: its answer stands there. */
	section: 'retention' | 'keeping' | 'contact';
	saved: () => string;
}

async function save({ locals, request }: RequestEvent, { key, schema, section, saved }: Setting) {
	const form = readForm({ schema, form: await request.formData() });
	if (!form.ok) return fail(422, { section, values: form.values, errors: form.errors, message: undefined, saved: false });
	try {
		await locals.tx((tx) => changeSetting({ tx, actor: locals.actor, key, value: form.data, now: new Date() }));
	} catch (error) {
		const { status, message } = refusal(error);
		const none: Record<string, string> = {};
		return fail(status, { section, values: none, errors: none, message, saved: false });
	}
	return { section, values: undefined, errors: undefined, message: saved(), saved: true };
}
