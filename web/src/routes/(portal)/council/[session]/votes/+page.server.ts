import { fail } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import type * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { portal } from '#lib/server/portal.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { moveProposal } from '../../motions/store.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import { portalVoteKeys } from '../../votes/secret-keys.server.ts';
import { annulSchema, electionFormSchema, openSchema, voteSchema } from '../../votes/schema.ts';
import { outcomeOf } from '../../votes/outcome.ts';
import { annulVote, closeVote, openVote, votesOf } from '../../votes/store.server.ts';
import { tell } from '../../votes/telling.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	return locals.tx(async (tx) => {
		const screen = await screenFor(tx, requirePerson(locals.actor), { session, now: new Date() });
		if (!screen) throw new DomainError('not-found');
		const votes = (await votesOf(tx, session)).map(({ vote, item }) => ({ id: vote.id, number: vote.number, title: vote.title, state: vote.state, mode: vote.mode, outcome: outcomeOf(vote), item: item?.number ?? null }));
		return { session, screen, votes };
	});
};

const keys = () => portalVoteKeys(portal().config.sealKeyFile);

interface Acting {
	session: string;
	now: Date;
}

async function actWith<S extends v.GenericSchema>({ request, locals, params }: RequestEvent, schema: S, run: (tx: Tx, actor: PersonActor, act: Acting & { given: v.InferOutput<S> }) => Promise<unknown>) {
	const form = readForm({ schema, form: await request.formData() });
	if (!form.ok) return fail(422, form);
	try {
		const session = requireId(params.session);
		await locals.tx((tx) => run(tx, requirePerson(locals.actor), { session, now: new Date(), given: form.data }));
		await tell(locals, session);
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { message });
	}
}

export const actions: Actions = {
	async proposal({ locals, params }) {
		try {
			const session = requireId(params.session);
			await locals.tx((tx) => moveProposal(tx, requirePerson(locals.actor), { session, now: new Date() }));
			await tell(locals, session);
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message });
		}
	},
	open: (event) =>
		// Keys that no vote uses because it was refused are deleted by the job.
		actWith(event, openSchema, async (tx, actor, { given: { motion, title, threshold, repeats, mode }, ...act }) =>
			openVote(tx, actor, { ...act, motion: motion || null, title, text: title, threshold, repeats: repeats || null, secret: mode === 'secret' ? await keys().prepare() : null })),
	elect: (event) =>
		actWith(event, electionFormSchema, async (tx, actor, { given: { title, candidates, places, after, repeats }, ...act }) =>
			openVote(tx, actor, { ...act, motion: null, title, text: title, threshold: 'election', repeats: repeats || null, secret: await keys().prepare(), election: { candidates, places, after: after || null } })),
	close: (event) => actWith(event, voteSchema, (tx, actor, { given, ...act }) => closeVote(tx, actor, { ...act, ...given, keys: keys() })),
	annul: (event) => actWith(event, annulSchema, (tx, actor, { given, ...act }) => annulVote(tx, actor, { ...act, ...given }))
};
