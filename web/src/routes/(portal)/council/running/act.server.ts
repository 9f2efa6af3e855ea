/** Acts of the desks, as form actions: what the chair's and the secretary's have in common, and how each of them answers. */
import { fail, type RequestEvent } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import * as v from 'valibot';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { askForSomebody, extendFloor, giveFloor, takeFloor } from '../floor/store.server.ts';
import { tellSession } from '../live/tell.server.ts';
import { telling } from '../live/telling.server.ts';
import { declareAbsent, listPresent } from '../presence/store.server.ts';
import { askForSchema, personSchema, requestSchema, takeSchema } from './schema.ts';

type Event = RequestEvent<{ session: string }>;
interface Acting {
	session: string;
	now: Date;
}
export const nothing = v.object({});
/** Half a minute is what a chair grants without asking the council. */
const MORE_SECONDS = 30;

/** Runs one act of a desk, tells the room, and says in a sentence why it was refused. */
export async function act<S extends v.GenericSchema>({ request, locals, params }: Event, schema: S, run: (tx: Tx, actor: PersonActor, act: Acting & { given: v.InferOutput<S> }) => Promise<unknown>) {
	const form = readForm({ schema, form: await request.formData() });
	if (!form.ok) return fail(422, form);
	try {
		const session = requireId(params.session);
		await locals.tx((tx) => run(tx, requirePerson(locals.actor), { session, now: new Date(), given: form.data }));
		await tellSession(telling(locals), session);
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { message });
	}
}

/** The queue and who is present. */
export const sharedActions = {
	give: (event: Event) => act(event, requestSchema, (tx, actor, { given, ...at }) => giveFloor(tx, actor, { ...at, ...given })),
	extend: (event: Event) => act(event, nothing, (tx, actor, at) => extendFloor(tx, actor, { ...at, seconds: MORE_SECONDS })),
	take: (event: Event) => act(event, takeSchema, (tx, actor, { given, ...at }) => takeFloor(tx, actor, { ...at, ...given })),
	ask: (event: Event) => act(event, askForSchema, (tx, actor, { given, ...at }) => askForSomebody(tx, actor, { ...at, ...given })),
	here: (event: Event) => act(event, personSchema, (tx, actor, { given, ...at }) => listPresent(tx, actor, { ...at, ...given, here: true })),
	gone: (event: Event) => act(event, personSchema, (tx, actor, { given, ...at }) => listPresent(tx, actor, { ...at, ...given, here: false })),
	absent: (event: Event) => act(event, personSchema, (tx, actor, { given, ...at }) => declareAbsent(tx, actor, { ...at, ...given }))
};
