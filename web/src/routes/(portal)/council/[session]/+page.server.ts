import { fail } from '@sveltejs/kit';
import { dayOf } from '#lib/day.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { addItem, agendaOf, editItem, moveItem, withdrawItem } from '../agenda/store.server.ts';
import { answersTo, answerInvitation, lastAnswer } from '../answers/store.server.ts';
import { answerSchema } from '../answers/schema.ts';
import { listed } from '../materials/list.ts';
import { materialsOf } from '../materials/store.server.ts';
import { notesIn } from '../notes/store.server.ts';
import { isHoliday } from '../sessions/holidays.ts';
import { itemSchema, movedSchema, oneItemSchema } from '../sessions/schema.ts';
import { sender } from '../sessions/sender.server.ts';
import { publicationsOf, publishSession, readSession, termOf } from '../sessions/store.server.ts';
import { strip } from '../sessions/term.rules.ts';
import { tellSession } from '../live/tell.server.ts';
import { telling } from '../live/telling.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.session);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session, body, organisation, may } = await readSession(tx, { actor, id, now });
		const term = await termOf(tx, session, now);
		const materials = await materialsOf(tx, id);
		const { id: sessionId, title, number, place, startsAt, plannedMinutes, remote, crisis, state, meetingId, publishedAt, cancelReason } = session;
		return {
			session: { id: sessionId, title, number, place, startsAt, plannedMinutes, remote, crisis, state, meetingId, publishedAt, cancelReason },
			body,
			organisation,
			items: (await agendaOf(tx, id)).map((item) => ({ id: item.id, number: item.number, kind: item.kind, title: item.title, rapporteur: item.rapporteur, rapporteurName: item.rapporteurName, plannedMinutes: item.plannedMinutes, closed: item.closed, late: item.late, state: item.state, proposal: item.proposal, materials: materials.filter(({ itemId }) => itemId === item.id).map(listed) })),
			notes: await notesIn(tx, actor, { session, may, now }),
			term: { ...term, strip: strip({ session: dayOf(startsAt), today: dayOf(now), lastDay: term.lastDay, isHoliday }) },
			publications: (await publicationsOf(tx, id)).map(({ at, sha256, kept }) => ({ at, sha256, kept })),
			mine: may('vote') ? await lastAnswer(tx, { session: id, person: actor.person }) : null,
			outlook: may('serve') && state === 'published' ? (await answersTo(tx, actor, { session: id, now })).outlook : null,
			may: { prepare: may('prepare'), serve: may('serve'), vote: may('vote') }
		};
	});
};

interface Refused {
	form: 'add' | 'edit' | 'answer' | 'other';
	item?: string;
	values: Record<string, string>;
	errors: Record<string, string>;
	message?: string;
}

/** Does it, and tells the room of a session that everybody may know. */
async function act({ locals, params }: Pick<RequestEvent, 'locals' | 'params'>, form: Refused['form'], work: (session: string) => Promise<unknown>) {
	const session = requireId(params.session);
	try {
		await work(session);
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { form, values: {}, errors: {}, message } satisfies Refused);
	}
	await tellSession(telling(locals), session);
}

export const actions: Actions = {
	add: async (event) => {
		const actor = requirePerson(event.locals.actor);
		const read = readForm({ schema: itemSchema, form: await event.request.formData() });
		if (!read.ok) return fail(422, { form: 'add', values: read.values, errors: read.errors } satisfies Refused);
		return act(event, 'add', (session) => event.locals.tx((tx) => addItem(tx, actor, { session, input: read.data, now: new Date() })));
	},
	edit: async (event) => {
		const actor = requirePerson(event.locals.actor);
		const form = await event.request.formData();
		const which = readForm({ schema: oneItemSchema, form });
		const read = readForm({ schema: itemSchema, form });
		if (!which.ok || !read.ok) return fail(422, { form: 'edit', item: String(form.get('item')), values: read.ok ? {} : read.values, errors: read.ok ? {} : read.errors } satisfies Refused);
		return act(event, 'edit', (session) => event.locals.tx((tx) => editItem(tx, actor, { session, item: which.data.item, input: read.data, now: new Date() })));
	},
	move: async (event) => {
		const actor = requirePerson(event.locals.actor);
		const read = readForm({ schema: movedSchema, form: await event.request.formData() });
		if (!read.ok) return fail(422, { form: 'other', values: {}, errors: {} } satisfies Refused);
		return act(event, 'other', (session) => event.locals.tx((tx) => moveItem(tx, actor, { session, ...read.data, now: new Date() })));
	},
	withdraw: async (event) => {
		const actor = requirePerson(event.locals.actor);
		const read = readForm({ schema: oneItemSchema, form: await event.request.formData() });
		if (!read.ok) return fail(422, { form: 'other', values: {}, errors: {} } satisfies Refused);
		return act(event, 'other', (session) => event.locals.tx((tx) => withdrawItem(tx, actor, { session, ...read.data, now: new Date() })));
	},
	answer: async (event) => {
		const actor = requirePerson(event.locals.actor);
		const read = readForm({ schema: answerSchema, form: await event.request.formData() });
		if (!read.ok) return fail(422, { form: 'answer', values: read.values, errors: read.errors } satisfies Refused);
		return act(event, 'answer', (session) => event.locals.tx((tx) => answerInvitation(tx, actor, { session, ...read.data, now: new Date() })));
	},
	publish: async (event) => {
		const actor = requirePerson(event.locals.actor);
		return act(event, 'other', (session) => event.locals.tx((tx) => publishSession(tx, actor, { session, sender: sender(), now: new Date() })));
	}
};
