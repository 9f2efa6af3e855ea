import { fail } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { askForSomebody, extendFloor, giveFloor, takeFloor } from '../../floor/store.server.ts';
import { tellSession } from '../../live/tell.server.ts';
import { telling } from '../../live/telling.server.ts';
import { permit } from '../../permit.server.ts';
import { declareAbsent, listPresent } from '../../presence/store.server.ts';
import { askForSchema, closedSchema, endSchema, itemSchema, personSchema, reasonSchema, requestSchema, takeSchema } from '../../running/schema.ts';
import { approveAgenda, closeItem, endSession, handOver, openItem, openSession, resumeSession, setClosedPart, suspendSession, takeOver } from '../../running/store.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session: row } = await permit(tx, { actor, id: session, action: 'serve', now });
		const screen = await screenFor(tx, actor, { session, now });
		if (!screen) throw new DomainError('not-found');
		return { session, meeting: row.meetingId, screen };
	});
};

interface Acting {
	session: string;
	now: Date;
}
const nothing = v.object({});
/** Half a minute is what a chair grants without asking the council. */
const MORE_SECONDS = 30;

/** Runs one act of the desk, tells the room, and says in a sentence why it was refused. */
async function act<S extends v.GenericSchema>({ request, locals, params }: RequestEvent, schema: S, run: (tx: Tx, actor: PersonActor, act: Acting & { given: v.InferOutput<S> }) => Promise<unknown>) {
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

export const actions: Actions = {
	open: (event) => act(event, nothing, openSession),
	suspend: (event) => act(event, reasonSchema, (tx, actor, { given, ...at }) => suspendSession(tx, actor, { ...at, ...given })),
	resume: (event) => act(event, nothing, resumeSession),
	end: (event) => act(event, endSchema, (tx, actor, { given, ...at }) => endSession(tx, actor, { ...at, ...given })),
	item: (event) => act(event, itemSchema, (tx, actor, { given, ...at }) => openItem(tx, actor, { ...at, ...given })),
	closeItem: (event) => act(event, nothing, closeItem),
	approve: (event) => act(event, nothing, (tx, actor, at) => approveAgenda(tx, actor, { ...at, vote: null })),
	shut: (event) => act(event, closedSchema, (tx, actor, { given, ...at }) => setClosedPart(tx, actor, { ...at, ...given, on: true })),
	reopen: (event) => act(event, nothing, (tx, actor, at) => setClosedPart(tx, actor, { ...at, on: false, reason: '' })),
	takeOver: (event) => act(event, nothing, takeOver),
	handOver: (event) => act(event, personSchema, (tx, actor, { given, ...at }) => handOver(tx, actor, { ...at, to: given.person })),
	give: (event) => act(event, requestSchema, (tx, actor, { given, ...at }) => giveFloor(tx, actor, { ...at, ...given })),
	extend: (event) => act(event, nothing, (tx, actor, at) => extendFloor(tx, actor, { ...at, seconds: MORE_SECONDS })),
	take: (event) => act(event, takeSchema, (tx, actor, { given, ...at }) => takeFloor(tx, actor, { ...at, ...given })),
	ask: (event) => act(event, askForSchema, (tx, actor, { given, ...at }) => askForSomebody(tx, actor, { ...at, ...given })),
	here: (event) => act(event, personSchema, (tx, actor, { given, ...at }) => listPresent(tx, actor, { ...at, ...given, here: true })),
	gone: (event) => act(event, personSchema, (tx, actor, { given, ...at }) => listPresent(tx, actor, { ...at, ...given, here: false })),
	absent: (event) => act(event, personSchema, (tx, actor, { given, ...at }) => declareAbsent(tx, actor, { ...at, ...given }))
};
