import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { fail } from '@sveltejs/kit';
import { equipmentIdSchema, equipmentSchema } from '../../equipment/schema.ts';
import { connectedDevices, createEquipment, cutOff, equipmentOf, requireEquipment, revokeEquipment } from '../../equipment/store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	const { config } = portal();
	const { meeting, equipment } = await locals.tx(async (tx) => ({ meeting: await requireEquipment(tx, actor, { id, now }), equipment: await equipmentOf(tx, id) }));
	// Before a meeting is open no room needs to be asked.
	const connected = equipment.some(({ lastUsedAt }) => lastUsedAt !== null) ? await connectedDevices({ config, id }) : [];
	return { id, title: meeting.title, zone: meeting.zone, origin: config.origin, known: connected !== null, equipment: equipment.map((one) => ({ ...one, line: connected?.find(({ participant }) => participant === one.id) ?? null })) };
};

export const actions: Actions = {
	create: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const id = requireId(params.id);
		const form = readForm({ schema: equipmentSchema, form: await request.formData() });
		if (!form.ok) return fail(422, { values: form.values, errors: form.errors });
		try {
			const { token } = await locals.tx((tx) => createEquipment(tx, actor, { id, now: new Date(), ...form.data }));
			return { created: { ...form.data, token, url: `${portal().config.origin}/${form.data.kind}/${id}` } };
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
	},
	revoke: async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const id = requireId(params.id);
		const form = readForm({ schema: equipmentIdSchema, form: await request.formData() });
		const { config, log } = portal();
		try {
			if (!form.ok) throw new DomainError('not-found');
			await locals.tx((tx) => revokeEquipment(tx, actor, { id, now: new Date(), equipment: form.data.id }));
			// Not a failure of the act: the job ends the line as soon as the media server is back.
			await cutOff({ config, id, equipment: form.data.id }).catch((err: unknown) => { log.warn({ err, meeting: id }, 'the media server could not be told that a device’s key is revoked; the job does it'); });
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
		return { revoked: true };
	}
};
