/** Saving while one types: the page sends what has changed, and is told the new revision. */
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { saveDraft } from '../../../../minutes/draft.server.ts';
import { editSchema } from '../../../../minutes/schema.ts';
import { permit } from '../../../../permit.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	try {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const now = new Date();
		await locals.tx((tx) => permit(tx, { actor, id: session, action: 'write-minutes', now }));
		const parsed = v.safeParse(editSchema, await request.json().catch(() => null));
		if (!parsed.success) throw new DomainError('bad-input');
		const revision = await locals.tx((tx) => saveDraft(tx, { actor, session, edit: parsed.output, now }));
		return Response.json({ revision });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
