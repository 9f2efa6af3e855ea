/** A personal note, saved while one types. 409 with the other text when it was changed elsewhere meanwhile. */
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { noteSchema } from '../../../notes/schema.ts';
import { mayNote, saveNote } from '../../../notes/store.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	try {
		const actor = requirePerson(locals.actor);
		const act = { session: requireId(params.session), item: requireId(params.item), now: new Date() };
		await locals.tx((tx) => mayNote(tx, actor, act));
		const read = v.safeParse(noteSchema, await request.json().catch(() => null));
		if (!read.success) {
			const long = read.issues.find(({ type, input }) => type === 'max_length' && typeof input === 'string');
			if (long) return Response.json({ message: long.message }, { status: 422 });
			throw new DomainError('bad-input');
		}
		const other = await locals.tx((tx) => saveNote(tx, actor, { ...act, note: read.output }));
		if (!other) return Response.json({ at: act.now });
		const { status, message } = refusal(new DomainError('changed-meanwhile'));
		return Response.json({ message, other }, { status });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
