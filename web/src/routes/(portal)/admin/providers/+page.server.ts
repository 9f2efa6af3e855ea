import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { relyingOf } from '#lib/server/oidc/relying.ts';
import { portal } from '#lib/server/portal.ts';
import { requireForPortal } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { bindForm, oneForm, providerForm, settingsForm } from './schema.ts';
import { addProvider, changeProvider, choices, discover, listProviders, nextProviderId, registrationAfter, registrationOf, setProviderDisabled, setServes } from './store.server.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	requireForPortal(actor, 'change-settings');
	const { origin } = portal().config;
	return locals.tx(async (tx) => ({ providers: await listProviders({ tx, actor }), organisations: await choices(tx), newId: await nextProviderId({ tx, actor }, origin), origin }));
};

const nothing = { values: {} as Record<string, string>, errors: {} as Record<string, string> };

export const actions: Actions = {
	add: async (event) => {
		const { locals, request } = event;
		const { actor } = locals;
		const form = readForm({ schema: providerForm, form: await request.formData(), secrets: ['clientSecret'] });
		try {
			requireForPortal(actor, 'change-settings');
			if (!form.ok) return fail(422, { id: 'new', values: form.values, errors: form.errors, message: undefined, done: false });
			const relying = relyingOf(event);
			await discover(relying, form.data);
			await locals.tx((tx) => addProvider({ tx, actor }, form.data, relying.seal));
		} catch (error) {
			const { status, code, message } = refusal(error);
			const { name = '', issuer = '', clientId = '', organisation = '', domains = [] } = form.ok ? form.data : {};
			const values: Record<string, string> = { name, issuer, clientId, organisation, domains: domains.join(', ') };
			return fail(status, { id: 'new', values, ...atField(code, message), done: false });
		}
		return { id: 'new', ...nothing, message: m.admin_providers_added({ name: form.data.name }), done: true };
	},
	change: async (event) => {
		const { locals, request } = event;
		const { actor } = locals;
		const form = readForm({ schema: settingsForm, form: await request.formData(), secrets: ['clientSecret'] });
		const id = form.ok ? form.data.id : (form.values.id ?? '');
		try {
			requireForPortal(actor, 'change-settings');
			if (!form.ok) return fail(422, { id, values: form.values, errors: form.errors, message: undefined, done: false });
			const relying = relyingOf(event);
			const after = await locals.tx((tx) => registrationAfter({ tx, actor }, form.data, relying.seal));
			// One that is gone can still be renamed and turned off; another client is tried first.
			if (form.data.clientSecret !== '') await discover(relying, after);
			await locals.tx((tx) => changeProvider({ tx, actor }, form.data, relying.seal));
		} catch (error) {
			const { status, code, message } = refusal(error);
			const { name = '', clientId = '', domains = [], newcomers = null } = form.ok ? form.data : {};
			const values: Record<string, string> = { name, clientId, domains: domains.join(', '), newcomers: newcomers ?? '' };
			return fail(status, { id, values, ...atField(code, message), done: false });
		}
		return { id, ...nothing, message: m.admin_providers_saved(), done: true };
	},
	test: (event) =>
		one(event, oneForm, m.admin_providers_works, async ({ id }) => {
			const relying = relyingOf(event);
			const { actor } = event.locals;
			await discover(relying, await event.locals.tx((tx) => registrationOf({ tx, actor }, id, relying.seal)));
		}),
	disable: (event) => one(event, oneForm, m.admin_providers_disabled_done, ({ id }, actor) => event.locals.tx((tx) => setProviderDisabled({ tx, actor }, { id, disabledAt: new Date() }))),
	enable: (event) => one(event, oneForm, m.admin_providers_enabled_done, ({ id }, actor) => event.locals.tx((tx) => setProviderDisabled({ tx, actor }, { id, disabledAt: null }))),
	bind: (event) => one(event, bindForm, m.admin_providers_saved, (data, actor) => event.locals.tx((tx) => setServes({ tx, actor }, { ...data, serves: true }))),
	unbind: (event) => one(event, bindForm, m.admin_providers_saved, (data, actor) => event.locals.tx((tx) => setServes({ tx, actor }, { ...data, serves: false })))
};

const FIELDS: Record<string, string> = { 'provider-unreachable': 'issuer', 'provider-insecure': 'issuer', 'provider-domain-taken': 'domains', 'provider-newcomers-beyond': 'newcomers' };

/** What was refused, at its field if it has one. */
function atField(code: string | undefined, message: string): { errors: Record<string, string>; message: string | undefined } {
	const field = code === undefined ? undefined : FIELDS[code];
	return field === undefined ? { errors: {}, message } : { errors: { [field]: message }, message: undefined };
}

/** One act on one provider of the list; the answer stands at it. */
async function one<Data extends { id: string }>({ locals, request }: RequestEvent, schema: v.GenericSchema<unknown, Data>, done: () => string, act: (data: Data, actor: App.Locals['actor']) => Promise<void>) {
	const form = readForm({ schema, form: await request.formData() });
	const id = form.ok ? form.data.id : (form.values.id ?? '');
	try {
		requireForPortal(locals.actor, 'change-settings');
		if (!form.ok) throw new DomainError('bad-input');
		await act(form.data, locals.actor);
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { id, ...nothing, message, done: false });
	}
	return { id, ...nothing, message: done(), done: true };
}
