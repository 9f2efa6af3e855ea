import { fail } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { askForFloor, leaveFloor, withdrawRequest } from '../../floor/store.server.ts';
import { listed } from '../../materials/list.ts';
import { materialsOf } from '../../materials/store.server.ts';
import { declareConflict, move, withdrawMotion } from '../../motions/store.server.ts';
import { notesIn } from '../../notes/store.server.ts';
import { permit } from '../../permit.server.ts';
import { checkIn, checkOut } from '../../presence/store.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import { askSchema, castSchema, conflictSchema, motionSchema, moveSchema, withdrawSchema } from '../../votes/schema.ts';
import { cast } from '../../votes/store.server.ts';
import { tell } from '../../votes/telling.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const screen = await screenFor(tx, actor, { session, now });
		if (!screen) throw new DomainError('not-found');
		const materials = (await materialsOf(tx, session)).filter(({ withdrawnAt }) => withdrawnAt === null);
		const notes = await notesIn(tx, actor, { ...(await permit(tx, { actor, id: session, action: 'see', now })), now });
		return { session, screen, notes, materials: materials.map((each) => ({ item: each.itemId, ...listed(each) })) };
	});
};

interface Acting {
	session: string;
	now: Date;
}

/** Runs one act of the member, tells the room, and says in a sentence why it was refused. */
async function act({ locals, params }: RequestEvent, run: (tx: Tx, actor: PersonActor, at: Acting) => Promise<unknown>) {
	try {
		const session = requireId(params.session);
		await locals.tx((tx) => run(tx, requirePerson(locals.actor), { session, now: new Date() }));
		await tell(locals, session);
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { message });
	}
}

/** The same with a form; what is wrong in it is said at the field. */
async function actWith<S extends v.GenericSchema>(event: RequestEvent, schema: S, run: (tx: Tx, actor: PersonActor, act: Acting & { given: v.InferOutput<S> }) => Promise<unknown>) {
	const form = readForm({ schema, form: await event.request.formData() });
	if (!form.ok) return fail(422, form);
	return act(event, (tx, actor, at) => run(tx, actor, { ...at, given: form.data }));
}

export const actions: Actions = {
	checkIn: (event) => act(event, (tx, actor, at) => checkIn(tx, actor, { ...at, by: 'desk' })),
	checkOut: (event) => act(event, checkOut),
	ask: (event) => actWith(event, askSchema, (tx, actor, { given, ...at }) => askForFloor(tx, actor, { ...at, ...given })),
	withdraw: (event) => actWith(event, withdrawSchema, (tx, actor, { given, ...at }) => withdrawRequest(tx, actor, { ...at, ...given })),
	done: (event) => act(event, leaveFloor),
	cast: (event) => actWith(event, castSchema, (tx, actor, { given, ...at }) => cast(tx, actor, { ...at, ...given })),
	conflict: (event) => actWith(event, conflictSchema, (tx, actor, { given, ...at }) => declareConflict(tx, actor, { ...at, ...given })),
	move: (event) => actWith(event, moveSchema, (tx, actor, { given, ...at }) => move(tx, actor, { ...at, ...given })),
	withdrawMotion: (event) => actWith(event, motionSchema, (tx, actor, { given, ...at }) => withdrawMotion(tx, actor, { ...at, ...given }))
};
