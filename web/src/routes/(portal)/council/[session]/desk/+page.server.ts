import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { permit } from '../../permit.server.ts';
import { act, nothing, sharedActions } from '../../running/act.server.ts';
import { closedSchema, endSchema, itemSchema, personSchema, reasonSchema } from '../../running/schema.ts';
import { approveAgenda, closeItem, endSession, handOver, openItem, openSession, resumeSession, setClosedPart, suspendSession, takeOver } from '../../running/store.server.ts';
import { speakersOf } from '../../speakers/store.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session: row } = await permit(tx, { actor, id: session, action: 'serve', now });
		const screen = await screenFor(tx, actor, { session, now });
		if (!screen) throw new DomainError('not-found');
		return { session, meeting: row.meetingId, screen, speakers: await speakersOf(tx, { session, meeting: row.meetingId, now }) };
	});
};

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
	...sharedActions
};
