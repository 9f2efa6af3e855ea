import { redirect } from '@sveltejs/kit';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { roleTitle } from '#lib/permissions/all.ts';
import { failureOf } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { action } from '../../action.server.ts';
import { moveOrganisation } from '../../change.server.ts';
import { effectsOf, type Effects } from '../../effects.server.ts';
import { mergeOrganisation } from '../../merge.server.ts';
import { mergeProblem, moveProblem } from '../../rules.ts';
import { targetSchema } from '../../schema.ts';
import { getOrganisation } from '../../store.server.ts';
import type { Actions, PageServerLoad } from './$types';

const inWords = (holders: Effects['lost']) => holders.map(({ role, ...one }) => ({ ...one, title: roleTitle(role) }));

/** Without a target: the choice of one. With a target: what would change, or why it cannot be. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const to = url.searchParams.get('to');
	const merge = url.searchParams.get('how') === 'merge';
	const now = new Date();
	return locals.tx(async (tx) => {
		const unit = await getOrganisation(tx, actor, { id, now });
		if (!unit.may.rearrange) throw new DomainError('forbidden');
		if (!to) return { unit, merge, target: null, problem: null, effects: null };
		const target = await getOrganisation(tx, actor, { id: requireId(to), now });
		const problem = (merge ? mergeProblem : moveProblem)({ subject: actor, place: unit, target, now });
		if (problem) return { unit, merge, target, problem: failureOf(new DomainError(`organisations-move-${problem}`))?.message ?? null, effects: null };
		const effects = await effectsOf(tx, { place: unit, target });
		return { unit, merge, target, problem: null, effects: { ...effects, lost: inWords(effects.lost), gained: inWords(effects.gained) } };
	});
};

export const actions: Actions = {
	move: action({
		form: 'move',
		schema: targetSchema,
		run: ({ tx, actor, data: { target }, id, now }) => moveOrganisation(tx, actor, { id, target, now }),
		after: ({ id }) => redirect(303, `/organisations/${id}`)
	}),
	merge: action({
		form: 'merge',
		schema: targetSchema,
		run: ({ tx, actor, data: { target }, id, now }) => mergeOrganisation(tx, actor, { id, into: target, note: m.organisations_merge_note(), today: dayOf(now), now }),
		after: ({ data }) => redirect(303, `/organisations/${data.target}`)
	})
};
