import { fail, type RequestEvent } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import type * as v from 'valibot';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { agendaOf } from '../../agenda/store.server.ts';
import { permit } from '../../permit.server.ts';
import { sender } from '../../sessions/sender.server.ts';
import { oneSpeakerSchema, speakerSchema } from '../../speakers/schema.ts';
import { inviteSpeaker, speakersOf, withdrawSpeaker } from '../../speakers/store.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.session);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session, body } = await permit(tx, { actor, id, action: 'prepare', now });
		const items = (await agendaOf(tx, id)).filter(({ state }) => state !== 'withdrawn' && state !== 'done').map(({ id: item, number, title }) => ({ id: item, number, title }));
		return { session: { id, title: session.title, startsAt: session.startsAt, published: session.publishedAt !== null || session.state !== 'draft' }, body: body.name, items, speakers: await speakersOf(tx, { session: id, meeting: session.meetingId, now }) };
	});
};

async function act<S extends v.GenericSchema>({ locals, params, request }: Pick<RequestEvent<{ session: string }>, 'locals' | 'params' | 'request'>, schema: S, run: (tx: Tx, actor: PersonActor, act: { session: string; now: Date; given: v.InferOutput<S> }) => Promise<void>) {
	const actor = requirePerson(locals.actor);
	const session = requireId(params.session);
	const form = await request.formData();
	const values = Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
	const read = readForm({ schema, form });
	if (!read.ok) return fail(422, { values, errors: read.errors });
	try {
		await locals.tx((tx) => run(tx, actor, { session, now: new Date(), given: read.data }));
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { values, errors: {} as Record<string, string>, message });
	}
}

export const actions: Actions = {
	invite: (event) => act(event, speakerSchema, (tx, actor, { given, ...at }) => inviteSpeaker(tx, actor, { ...at, input: given, sender: sender() })),
	withdraw: (event) => act(event, oneSpeakerSchema, (tx, actor, { given, ...at }) => withdrawSpeaker(tx, actor, { ...at, ...given }))
};
