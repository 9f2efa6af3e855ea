import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { unseenFields } from '#lib/changed-meanwhile.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { allRoles } from '#lib/permissions/all.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { EVERYBODY, LIMITS } from '#lib/sign-in/policy.ts';
import type { Actions, PageServerLoad } from './$types';
import { administeredOrganisations, readPolicy, removePolicy, setPolicy } from './policy.server.ts';
import { organisationSchema, policySchema } from './schema.ts';

const roleWords = (role: string): string => allRoles.find((each) => each.id === role)?.title() ?? m.admin_sign_in_everybody();
const roleIds = () => [EVERYBODY, ...allRoles.map(({ id }) => id)];

export const load: PageServerLoad = ({ locals: { tx, actor }, url }) =>
	tx(async (run) => {
		const organisations = await administeredOrganisations({ tx: run, actor });
		const own = actor.kind === 'person' ? actor.organisation : undefined;
		const wanted = url.searchParams.get('organisation') ?? own;
		const id = (organisations.find((each) => each.id === wanted) ?? organisations[0])?.id;
		if (!id) throw new DomainError('forbidden');
		return { organisations, id, ...(await readPolicy({ tx: run, actor, id })), roles: roleIds().map((role) => ({ id: role, title: roleWords(role) })), limits: LIMITS };
	});

/** A stored value of the policy as people say it. */
function inWords(field: string, value: string): string {
	if (field === 'secondFactorRoles') return value.split(' ').filter(Boolean).map(roleWords).join(', ');
	if (value === 'true') return m.admin_sign_in_allowed();
	return value === 'false' ? m.admin_sign_in_not_allowed() : value;
}

/** Runs one of the forms; what it answers with are errors by field. */
async function answer<S extends v.GenericSchema>({ request }: RequestEvent, { schema, act, done }: { schema: S; act(data: v.InferOutput<S>): Promise<Record<string, string>>; done: () => string }) {
	const refused = (status: number, errors: Record<string, string>, message?: string, seen?: string) => fail(status, { errors, message, seen, saved: false });
	const form = readForm({ schema, form: await request.formData(), lists: ['secondFactorRoles'] });
	if (!form.ok) return refused(422, form.errors);
	try {
		const errors = await act(form.data);
		return Object.keys(errors).length > 0 ? refused(422, errors) : { errors, message: done(), seen: undefined, saved: true };
	} catch (error) {
		const { status, message } = refusal(error);
		const unseen = unseenFields(error, inWords);
		return refused(status, unseen?.errors ?? {}, message, unseen?.seen);
	}
}

export const actions: Actions = {
	save: (event) =>
		answer(event, {
			schema: policySchema,
			done: m.admin_sign_in_saved,
			async act({ organisation: id, seen, ...policy }) {
				if (!policy.secondFactorRoles.every((role) => roleIds().includes(role))) throw new DomainError('bad-input');
				const looser = await event.locals.tx((tx) => setPolicy({ tx, actor: event.locals.actor, id, policy, seen }));
				return Object.fromEntries(looser.map((field) => [field, m.admin_sign_in_looser()]));
			}
		}),
	remove: (event) =>
		answer(event, {
			schema: organisationSchema,
			done: m.admin_sign_in_saved,
			async act({ organisation: id }) {
				await event.locals.tx((tx) => removePolicy({ tx, actor: event.locals.actor, id }));
				return {};
			}
		})
};
