import { fail } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireFresh } from '#lib/sign-in/require-fresh.ts';
import { askErasure, erasureOf, withdrawErasure } from '../../organisations/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { readMyLog } from './log.server.ts';
import { pageAfter, parseFilter } from './schema.ts';
import { inWords } from './words.server.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { user } = locals;
	if (!user) throw new DomainError('sign-in-needed');
	const filter = parseFilter(url.searchParams);
	return locals.tx(async (tx) => {
		const { entries, next } = await readMyLog(tx, filter);
		return { filter, entries: await inWords(tx, entries), next: next && pageAfter(filter, next), request: await erasureOf(tx, { person: user.id }) };
	});
};

async function act(locals: App.Locals, fn: typeof askErasure) {
	const { actor } = locals;
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	try {
		await locals.tx((tx) => fn(tx, actor));
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { message });
	}
	return { message: undefined };
}

export const actions: Actions = {
	erase: ({ locals }) => {
		requireFresh(locals, { next: '/account/my-data' });
		return act(locals, askErasure);
	},
	withdraw: ({ locals }) => act(locals, (tx, actor) => withdrawErasure(tx, actor, new Date()))
};
